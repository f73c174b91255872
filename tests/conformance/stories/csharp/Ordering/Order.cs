using System.ComponentModel.DataAnnotations.Schema;
using Shop.Customers;

namespace Shop.Ordering;

[Table("orders")]
public class Order
{
    public int Id { get; set; }
    public int CustomerId { get; set; }
    public Customer Customer { get; set; } = null!;
    public List<OrderItem> Items { get; } = new();
}
