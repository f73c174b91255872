using System.ComponentModel.DataAnnotations.Schema;

namespace Shop.Customers;

[Table("customers")]
public class Customer
{
    public int Id { get; set; }
    public string Email { get; set; } = "";
}
