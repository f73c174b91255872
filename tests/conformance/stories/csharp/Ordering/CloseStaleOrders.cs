using Quartz;

namespace Shop.Ordering;

public class CloseStaleOrders(OrderService service) : IJob
{
    public async Task Execute(IJobExecutionContext context)
    {
        await service.CloseStale();
    }
}
