package shop.ordering;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import shop.catalog.Product;
import shop.catalog.ProductRepository;
import shop.customers.Customer;
import shop.customers.CustomerRepository;
import shop.payments.PaymentClient;

@Service
public class OrderService {
    private final OrderRepository orders;
    private final OrderItemRepository items;
    private final ProductRepository products;
    private final CustomerRepository customers;
    private final PaymentClient payments;
    private final ApplicationEventPublisher events;

    public OrderService(OrderRepository orders, OrderItemRepository items, ProductRepository products,
                        CustomerRepository customers, PaymentClient payments, ApplicationEventPublisher events) {
        this.orders = orders;
        this.items = items;
        this.products = products;
        this.customers = customers;
        this.payments = payments;
        this.events = events;
    }

    @Transactional
    public Order place(Long customerId, Long productId, int quantity) {
        Customer customer = customers.findById(customerId).orElseThrow();
        Product product = products.findById(productId).orElseThrow();
        Order order = orders.save(new Order(customer));
        items.save(new OrderItem(order, product, quantity));
        payments.charge(order.getId(), product.getPrice());
        events.publishEvent(new OrderPlaced(order.getId(), customer.getEmail()));
        return order;
    }

    public Order find(Long id) {
        return orders.findById(id).orElseThrow();
    }

    public void closeStale() {
        orders.deleteAll();
    }
}
