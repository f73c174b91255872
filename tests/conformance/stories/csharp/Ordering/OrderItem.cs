using System.ComponentModel.DataAnnotations.Schema;
using Shop.Catalog;

namespace Shop.Ordering;

[Table("order_items")]
public class OrderItem
{
    public int Id { get; set; }
    public Order Order { get; set; } = null!;
    public Product Product { get; set; } = null!;
    public int Quantity { get; set; }
}
