using MediatR;
using Microsoft.EntityFrameworkCore;
using Shop.Catalog;
using Shop.Customers;
using Shop.Payments;

namespace Shop.Ordering;

public class OrderService(ShopContext db, PaymentClient payments, IMediator mediator)
{
    public async Task<Order> Place(int customerId, int productId, int quantity)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        Customer customer = await db.Customers.SingleAsync(c => c.Id == customerId);
        Product product = await db.Products.SingleAsync(p => p.Id == productId);
        var order = new Order { Customer = customer };
        db.Orders.Add(order);
        db.OrderItems.Add(new OrderItem { Order = order, Product = product, Quantity = quantity });
        await db.SaveChangesAsync();
        await payments.Charge(order.Id, product.Price);
        await mediator.Publish(new OrderPlaced(order.Id, customer.Email));
        await transaction.CommitAsync();
        return order;
    }

    public async Task<Order?> Find(int id)
    {
        return await db.Orders.FirstOrDefaultAsync(o => o.Id == id);
    }

    public async Task CloseStale()
    {
        await db.Orders.ExecuteDeleteAsync();
    }
}
