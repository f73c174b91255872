using Microsoft.AspNetCore.Mvc;

namespace Shop.Ordering;

[ApiController]
[Route("orders")]
public class OrderController(OrderService service) : ControllerBase
{
    [HttpPost]
    public async Task<Order> PlaceOrder([FromBody] PlaceOrderBody body)
    {
        return await service.Place(body.CustomerId, body.ProductId, body.Quantity);
    }

    [HttpGet("{id:int}")]
    public async Task<Order?> GetOrder(int id) => await service.Find(id);
}

public record PlaceOrderBody(int CustomerId, int ProductId, int Quantity);
