package shop.ordering;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

@Component
public class CloseStaleOrders {
    private final OrderService service;

    public CloseStaleOrders(OrderService service) {
        this.service = service;
    }

    @Scheduled(cron = "0 0 3 * * *")
    public void closeStaleOrders() {
        service.closeStale();
    }
}
