package shop.ordering;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/orders")
public class OrderController {
    private final OrderService service;

    public OrderController(OrderService service) {
        this.service = service;
    }

    @PostMapping
    public Order placeOrder(@RequestBody PlaceOrder body) {
        return service.place(body.customerId(), body.productId(), body.quantity());
    }

    @GetMapping("/{id}")
    public Order getOrder(@PathVariable Long id) {
        return service.find(id);
    }

    public record PlaceOrder(Long customerId, Long productId, int quantity) {
    }
}
