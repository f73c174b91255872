using Microsoft.Extensions.Configuration;

namespace Shop.Payments;

public class PaymentClient(HttpClient http, IConfiguration configuration)
{
    public async Task Charge(int orderId, decimal amount)
    {
        var url = configuration["Payments:Url"];
        await http.PostAsJsonAsync($"{url}/charges", new { orderId, amount });
    }
}
