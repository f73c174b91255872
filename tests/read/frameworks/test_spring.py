from tests.read.frameworks.conftest import Read

from skerry.facts.kinds import Event

_ORDER = """
package shop;
import jakarta.persistence.*;
@Entity
public class Order {
  @Id private Long id;
  @ManyToOne @JoinColumn(name = "customer_fk") private Customer customer;
  @OneToMany(mappedBy = "order") private java.util.List<OrderLine> lines;
  @Transient private int shown;
  private static final long serialVersionUID = 1L;
  private String orderState;
  public void cancel() { orderState = "x"; }
  public String getOrderState() { return orderState; }
}
"""
_REPOSITORY = """
package shop;
import org.springframework.data.jpa.repository.*;
public interface OrderRepository extends JpaRepository<Order, Long> {
  java.util.List<Order> findByOrderState(String state);
  void deleteByOrderState(String state);
  @Modifying @Query("update Order o set o.orderState = 'late'") int expire();
  @Query("select o from Order o " + "join o.customer c") java.util.List<Order> joined();
}
"""


def test_class_prefixes_several_paths_and_constants(facts: Read) -> None:
    found = facts(
        {
            "Paths.java": 'package shop; public interface Paths { String V1 = "/v1"; }',
            "Web.java": """
package shop;
import org.springframework.web.bind.annotation.*;
@RestController
@RequestMapping(Paths.V1 + "/orders")
class Web {
  @GetMapping({"", "/all"}) Object list() { return null; }
  @RequestMapping(value = "/{id:[0-9]+}", method = {RequestMethod.PUT, RequestMethod.PATCH}) Object change() { return null; }
  @RequestMapping(path = "/any") Object any() { return null; }
}
class Base { @GetMapping("/health") Object health() { return null; } }
""",
        }
    )
    assert found.endpoints() == {
        ("GET", "/v1/orders", "Web.list"),
        ("GET", "/v1/orders/all", "Web.list"),
        ("PUT", "/v1/orders/{id}", "Web.change"),
        ("PATCH", "/v1/orders/{id}", "Web.change"),
        ("ANY", "/v1/orders/any", "Web.any"),
        ("GET", "/health", "Base.health"),
    }


def test_an_entity_its_table_by_convention_and_its_relations(facts: Read) -> None:
    found = facts(
        {
            "Order.java": _ORDER,
            "Customer.java": 'package shop; @jakarta.persistence.Entity @jakarta.persistence.Table(name="people") class Customer {}',
            "OrderLine.java": "package shop; import org.springframework.data.annotation.*; @jakarta.persistence.Entity class OrderLine {}",
        }
    )
    assert found.entities() == {"Order": "order", "Customer": "people", "OrderLine": "order_line"}
    assert found.columns("Order") == {
        ("id", "", False),
        ("customer_fk", "Customer", False),
        ("lines", "OrderLine", True),
        ("orderState", "", False),
    }
    assert found.keys("Order") == {"id"}


def test_a_mapped_superclass_lends_its_columns_and_a_subclass_its_bases_table(facts: Read) -> None:
    found = facts(
        {
            "M.java": """
package shop;
import javax.persistence.*;
@MappedSuperclass class Base { @Id Long id; }
@Entity @Table(name = "payments") @Inheritance(strategy = InheritanceType.SINGLE_TABLE) class Payment extends Base { int cents; }
@Entity class Card extends Payment { String number; }
"""
        }
    )
    assert found.entities() == {"Base": "", "Payment": "payments", "Card": "payments"}
    assert {name for name, _, _ in found.columns("Card")} == {"number", "cents", "id"}


def test_repositories_by_name_by_query_and_what_they_inherit(facts: Read) -> None:
    found = facts(
        {
            "Order.java": _ORDER,
            "OrderRepository.java": _REPOSITORY,
            "Service.java": """
package shop;
class Service {
  private final OrderRepository orders;
  void place() { orders.save(new Order()); }
  long count() { return orders.count(); }
  void late() { orders.expire(); }
}
""",
        }
    )
    assert found.accesses() == {
        ("OrderRepository.findByOrderState", "read", "Order"),
        ("OrderRepository.deleteByOrderState", "write", "Order"),
        ("OrderRepository.expire", "write", "Order"),
        ("OrderRepository.joined", "read", "Order"),
        ("Service.place", "write", "Order"),
        ("Service.count", "read", "Order"),
    }


def test_what_a_transaction_changes_is_written_through_chains_of_calls(facts: Read) -> None:
    found = facts(
        {
            "Order.java": _ORDER,
            "OrderRepository.java": _REPOSITORY,
            "Service.java": """
package shop;
import org.springframework.transaction.annotation.Transactional;
@Transactional
class Service {
  private OrderRepository orders;
  public void cancel(Long id) { find(id).cancel(); }
  @Transactional(readOnly = true) public String state(Long id) { var order = find(id); return order.getOrderState(); }
  private Order find(Long id) { return orders.findById(id).orElseThrow(); }
}
""",
        }
    )
    assert found.transactions() == {"Service.cancel", "Service.state"}
    assert {a for a in found.accesses() if a[0].startswith("Service")} == {
        ("Service.cancel", "write", "Order"),
        ("Service.find", "read", "Order"),
    }


def test_the_entity_manager(facts: Read) -> None:
    found = facts(
        {
            "Order.java": _ORDER,
            "Dao.java": """
package shop;
import jakarta.persistence.EntityManager;
class Dao {
  private EntityManager em;
  void store(Order order) { em.persist(order); }
  Order find(Long id) { return em.find(Order.class, id); }
  Object late() { return em.createQuery("select o from Order o where o.late = true").getResultList(); }
}
""",
        }
    )
    assert found.accesses() == {
        ("Dao.store", "write", "Order"),
        ("Dao.find", "read", "Order"),
        ("Dao.late", "read", "Order"),
    }


def test_events_messages_jobs_and_keys(facts: Read) -> None:
    found = facts(
        {
            "Placed.java": "package shop; public record Placed(Long id) {}",
            "A.java": """
package shop;
import org.springframework.context.*;
import org.springframework.kafka.core.KafkaTemplate;
class A {
  static final String TOPIC = "orders";
  private ApplicationEventPublisher publisher;
  private KafkaTemplate<String, String> kafka;
  @Value("${shop.size:3}") private int size;
  void place() { var event = new Placed(1L); publisher.publishEvent(event); kafka.send(TOPIC, "x"); }
  @EventListener void on(Placed placed) {}
  @TransactionalEventListener(classes = Placed.class) void after() {}
  @KafkaListener(topics = "orders") void consume(String text) {}
  @Scheduled(cron = "0 0 * * * *") void hourly() { env("HOME"); System.getenv("REGION"); }
}
""",
        }
    )
    assert found.events() == {
        ("A.place", "raise", "Placed"),
        ("A.place", "raise", "orders"),
        ("A.on", "handle", "Placed"),
        ("A.after", "handle", "Placed"),
        ("A.consume", "handle", "orders"),
    }
    assert found.jobs() == {("A.hourly", "0 0 * * * *")}
    assert found.settings() == {("A", "shop.size"), ("A.hourly", "REGION")}
    assert found.outbound() == {("A.place", "queue", "orders")}


def test_clients(facts: Read) -> None:
    found = facts(
        {
            "C.java": """
package shop;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
@FeignClient(name = "stock", path = "/x")
interface Stock { @GetMapping("/stock/{id}") int level(Long id); }
class C {
  private RestTemplate rest;
  private WebClient web;
  void charge(String host) { rest.postForObject(host + "/charges", null, String.class); }
  void rate() { web.get().uri("/rates/today").retrieve(); }
}
"""
        }
    )
    assert found.outbound() == {
        ("Stock.level", "http", "stock/stock/{id}"),
        ("C.charge", "http", "{host}/charges"),
        ("C.rate", "http", "/rates/today"),
    }
    assert found.endpoints() == set()


def test_resources_below_the_applications_path_and_ejb_transactions(facts: Read) -> None:
    found = facts(
        {
            "App.java": 'package shop; import javax.ws.rs.*; @ApplicationPath("rest") class App extends Application {}',
            "R.java": """
package shop;
import javax.ejb.Stateless;
import javax.ws.rs.*;
@Stateless @Path("/orders")
public class R {
  @PostConstruct public void init() {}
  @GET @Path("{id}") public String one(@PathParam("id") long id) { return ""; }
  @POST public void add() {}
  private void help() {}
}
""",
        }
    )
    assert found.endpoints() == {("GET", "/rest/orders/{id}", "R.one"), ("POST", "/rest/orders", "R.add")}
    assert found.transactions() == {"R.one", "R.add"}


_ROWS = """
package shop;
import jakarta.persistence.*;
@Entity public class Row { @Id Long id; }
"""
_KEPT = """
package shop;
import org.springframework.data.jpa.repository.JpaRepository;
public interface Rows extends JpaRepository<Row, Long> {}
"""


def test_what_listens_at_once_belongs_to_the_raisers_transaction(facts: Read) -> None:
    found = facts(
        {
            "shop/Row.java": _ROWS,
            "shop/Rows.java": _KEPT,
            "shop/S.java": """
package shop;
import org.springframework.context.event.EventListener;
public class S {
  private final ApplicationEventPublisher publisher;
  private final Rows rows;
  public record Placed(Long id) {}
  public record Billed(Long id) {}
  @Transactional public void place() { publisher.publishEvent(new Placed(1L)); }
  @Transactional public void bill() { publisher.publishEvent(new Billed(1L)); }
  @EventListener public void on(Placed placed) { rows.save(new Row()); }
  @TransactionalEventListener public void after(Billed billed) { rows.save(new Row()); }
  @Async @EventListener public void later(Billed billed) { rows.save(new Row()); }
}
""",
        }
    )
    assert found.reached("S.place") == {("write", "Row")}
    assert found.reached("S.bill") == set()


def test_axons_commands_and_queries_reach_their_handlers(facts: Read) -> None:
    found = facts(
        {
            "shop/Row.java": _ROWS,
            "shop/Rows.java": _KEPT,
            "shop/Web.java": """
package shop;
import org.axonframework.commandhandling.gateway.CommandGateway;
@RestController public class Web {
  private final CommandGateway commands;
  private final QueryGateway queries;
  @PostMapping("/rows") public void add() { commands.sendAndWait(new AddRow(1L)); }
  @GetMapping("/rows") public Object all() { return queries.query(new AllRows(), Row.class); }
}
record AddRow(Long id) {}
record AllRows() {}
""",
            "shop/Handling.java": """
package shop;
import org.axonframework.commandhandling.CommandHandler;
public class Handling {
  private final Rows rows;
  @CommandHandler public void handle(AddRow command) { rows.save(new Row()); }
  @QueryHandler public Object handle(AllRows query) { return rows.findAll(); }
}
""",
        }
    )
    assert found.reached("Web.add") == {("write", "Row")}
    assert found.reached("Web.all") == {("read", "Row")}
    assert found.commands() == {"AddRow", "AllRows"}


def test_a_notifier_of_the_projects_own_is_known_by_its_shape(facts: Read) -> None:
    found = facts(
        {
            "shop/Row.java": _ROWS,
            "shop/Rows.java": _KEPT,
            "shop/N.java": """
package shop;
public class N {
  private final Notifier notifier;
  private final Rows rows;
  public static class Paid extends BusinessEvent {}
  public static class ShippedEvent {}
  public static class Order {}
  void start() {
    notifier.addPostListener(Paid.class, new PaidListener());
    notifier.subscribe(ShippedEvent.class, this::shipped);
    notifier.register(Order.class, new PaidListener());
    notifier.addPostListener(ShippedEvent.class, new Shipping());
  }
  void pay() { notifier.notifyPost(new Paid()); notifier.notifyPost(new Order()); }
  void ship(ShippedEvent shipped) { notifier.send(shipped); }
  void shipped(ShippedEvent event) {}
  private class Shipping implements OurEventListener<ShippedEvent> { public void onEvent(ShippedEvent event) {} }
  private class PaidListener { public void help() {} public void onEvent(Paid event) { rows.save(new Row()); } }
}
""",
        }
    )
    assert found.events() == {
        ("N.PaidListener.onEvent", "handle", "Paid"),
        ("N.shipped", "handle", "ShippedEvent"),
        ("N.Shipping.onEvent", "handle", "ShippedEvent"),
        ("N.pay", "raise", "Paid"),
        ("N.ship", "raise", "ShippedEvent"),
    }
    assert len(found.graph.of(Event)) == len(found.events())
    assert found.reached("N.pay") == {("write", "Row")}
