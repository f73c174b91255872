from tests.read.frameworks.conftest import Read

_MODEL = """
using Microsoft.EntityFrameworkCore;
namespace Shop;
public class Customer { public int Id { get; set; } }
public class Order {
  private readonly List<Line> _lines = new();
  public int OrderId { get; set; }
  public Customer Buyer { get; set; }
  public int StockId { get; set; }
  public IReadOnlyCollection<Line> Lines => _lines.AsReadOnly();
  [NotMapped] public string Shown { get; set; }
  public static int Count { get; set; }
}
public class Line { public int Id { get; set; } }
public class Stock { public int Id { get; set; } }
public class ShopContext : DbContext {
  public DbSet<Customer> Customers { get; set; }
  public DbSet<Order> Orders => Set<Order>();
  public DbSet<Line> Lines { get; set; }
}
"""
_CONFIGURATION = """
using Microsoft.EntityFrameworkCore;
namespace Shop.Config;
public class StockConfiguration : IEntityTypeConfiguration<Stock> {
  public void Configure(EntityTypeBuilder<Stock> builder) { builder.ToTable("stock_levels"); }
}
public class OrderConfiguration : IEntityTypeConfiguration<Order> {
  public void Configure(EntityTypeBuilder<Order> builder) {
    builder.ToTable(nameof(Order));
    builder.HasOne<Stock>().WithMany().HasForeignKey(o => o.StockId);
  }
}
"""


def test_entities_from_sets_classes_and_configurations_are_one_each(facts: Read) -> None:
    found = facts({"Model.cs": _MODEL, "Config.cs": _CONFIGURATION})
    assert found.entities() == {"Customer": "Customers", "Order": "Order", "Line": "Lines", "Stock": "stock_levels"}
    assert found.columns("Order") == {
        ("OrderId", "", False),
        ("Buyer", "Customer", False),
        ("StockId", "Stock", False),
        ("Lines", "Line", True),
    }
    assert found.keys("Order") == {"OrderId"}


def test_reads_writes_and_transactions(facts: Read) -> None:
    found = facts(
        {
            "Model.cs": _MODEL,
            "S.cs": """
namespace Shop;
public class S {
  private readonly ShopContext _db;
  private readonly IRepository<Line> _lines;
  public async Task Place() { _db.Orders.Add(new Order()); await _db.SaveChangesAsync(); }
  public Task<Order> Find(int id) => _db.Orders.Include(o => o.Lines).FirstOrDefaultAsync(o => o.OrderId == id);
  public async Task Rename(int id) { var c = await _db.Customers.FindAsync(id); c.Name = "x"; await _db.SaveChangesAsync(); }
  public object Query() => from c in _db.Customers select c;
  public async Task Both() { using var t = _db.Database.BeginTransaction(); _db.Set<Line>().Remove(null); _db.Add(new Stock()); }
  public Task Drop(Line line) => _lines.DeleteAsync(line);
}
""",
        }
    )
    assert found.accesses() == {
        ("S.Place", "write", "Order"),
        ("S.Find", "read", "Order"),
        ("S.Rename", "read", "Customer"),
        ("S.Rename", "write", "Customer"),
        ("S.Query", "read", "Customer"),
        ("S.Both", "write", "Line"),
        ("S.Drop", "write", "Line"),
    }
    assert found.transactions() == {"S.Place", "S.Rename", "S.Both"}


def test_controllers_by_attributes_and_by_convention(facts: Read) -> None:
    found = facts(
        {
            "C.cs": """
namespace Shop;
[ApiController] // served under /api
[Route("api/v{version:apiVersion}/[controller]")]
public class OrdersController : ControllerBase {
  [HttpGet("{id:int}")] public ActionResult<Order> One(int id) => null;
  [HttpPost] public IActionResult Add() => null;
  [HttpDelete("/admin/orders/{id?}")] public IActionResult Remove(int id) => null;
  private IActionResult Help() => null;
}
public class HomeController : Controller {
  public IActionResult Index() => View();
  [HttpPost] public IActionResult Save() => View();
  [NonAction] public IActionResult No() => View();
}
"""
        }
    )
    assert found.endpoints() == {
        ("GET", "/api/v{version}/Orders/{id}", "OrdersController.One"),
        ("POST", "/api/v{version}/Orders", "OrdersController.Add"),
        ("DELETE", "/admin/orders/{id}", "OrdersController.Remove"),
        ("ANY", "/Home/Index", "HomeController.Index"),
        ("POST", "/Home/Save", "HomeController.Save"),
    }


def test_minimal_apis_with_groups_constants_and_extensions(facts: Read) -> None:
    found = facts(
        {
            "Program.cs": """
using Shop;
var app = builder.Build();
var api = app.MapGroup("/api");
api.MapGroup("/orders").MapOrders();
api.MapGet("/ping", () => "pong");
""",
            "Orders.cs": """
namespace Shop;
public static class Orders {
  public const string Base = "stock";
  public static void MapOrders(this IEndpointRouteBuilder group) {
    group.MapGet("/{id}", Find);
    group.MapPost($"/{Base}/{{name}}", (string name) => name);
  }
  static Order Find(int id) => null;
}
""",
        }
    )
    assert found.endpoints() == {
        ("GET", "/api/ping", "Program.cs"),
        ("GET", "/api/orders/{id}", "Orders.Find"),
        ("POST", "/api/orders/stock/{name}", "Orders.MapOrders"),
    }


def test_pages_grpc_and_fast_endpoints(facts: Read) -> None:
    found = facts(
        {
            "Pages/Basket/Index.cshtml.cs": "namespace P; class IndexModel : PageModel { void OnGet() {} void OnPostAddAsync() {} }",
            "G.cs": "namespace P; public class StockService : Stock.StockBase { public override Task<L> Level(R r, C c) => null; }",
            "F.cs": """
namespace P;
public class Place : Endpoint<Request, Response> {
  public override void Configure() { Post("/orders"); AllowAnonymous(); }
  public override Task HandleAsync(Request r, CancellationToken t) => null;
}
""",
        }
    )
    assert found.endpoints() == {
        ("GET", "/Basket", "IndexModel.OnGet"),
        ("POST", "/Basket", "IndexModel.OnPostAddAsync"),
        ("GRPC", "/Stock/Level", "StockService.Level"),
        ("POST", "/orders", "Place.HandleAsync"),
    }


def test_messages_inside_and_between_processes(facts: Read) -> None:
    found = facts(
        {
            "M.cs": """
namespace Shop;
public record Placed(int Id) : INotification;
public record Place(int Id) : IRequest;
public record Paid(int Id);
public interface ICommandHandler<T> : IRequestHandler<T> {}
public class OnPlaced : INotificationHandler<Placed> { public Task Handle(Placed p, CancellationToken t) => null; }
public class OnPlace : ICommandHandler<Place> { public Task Handle(Place p, CancellationToken t) => null; }
public class OnPaid : IConsumer<Paid> { public Task Consume(ConsumeContext<Paid> c) => null; }
public class A {
  private readonly IMediator _mediator;
  private readonly IPublishEndpoint _bus;
  public void Go(Request r) { var command = r.Adapt<Place>(); _mediator.Send(command); }
  public void Tell() { _mediator.Publish(new Placed(1)); _bus.Publish(new Paid(1)); }
  public void Done() { AddDomainEvent(new Placed(2)); }
}
"""
        }
    )
    assert found.events() == {
        ("OnPlaced.Handle", "handle", "Placed"),
        ("OnPlace.Handle", "handle", "Place"),
        ("OnPaid.Consume", "handle", "Paid"),
        ("A.Go", "raise", "Place"),
        ("A.Tell", "raise", "Placed"),
        ("A.Tell", "raise", "Paid"),
        ("A.Done", "raise", "Placed"),
    }
    assert found.commands() == {"Place"}


def test_clients_keys_and_jobs(facts: Read) -> None:
    found = facts(
        {
            "X.cs": """
namespace Shop;
public interface IStock { }
public class X(HttpClient http, IConfiguration configuration, Stock.StockClient stock, IEmailSender mail) {
  public async Task Charge(int id) { await http.PostAsJsonAsync($"charges/{id}", 1); var key = configuration["Pay:Key"]; }
  public void Level() { stock.GetLevelAsync(null); }
  public void Mail() { mail.SendEmailAsync("a", "b"); var s = configuration.GetConnectionString("Shop"); }
}
public class Nightly : BackgroundService { protected override Task ExecuteAsync(CancellationToken t) => null; }
public class Report : IJob { public Task Execute(IJobExecutionContext c) => null; }
public class Start { public void Go() { RecurringJob.AddOrUpdate<X>("charge", x => x.Charge(1), Cron.Daily); } }
"""
        }
    )
    assert found.outbound() == {
        ("X.Charge", "http", "charges/{id}"),
        ("X.Level", "grpc", "Stock/GetLevel"),
        ("X.Mail", "mail", "mail"),
    }
    assert found.settings() == {("X.Charge", "Pay:Key"), ("X.Mail", "ConnectionStrings:Shop")}
    assert found.jobs() == {("Nightly.ExecuteAsync", ""), ("Report.Execute", ""), ("Start.Go", "Cron.Daily")}


def test_names_begin_inside_of_any_namespace_around(facts: Read) -> None:
    found = facts(
        {
            "Order.cs": "namespace Shop.Orders.Models; public class Order { public int Id { get; set; } }",
            "Db.cs": """
using Microsoft.EntityFrameworkCore;
namespace Shop.Data;
public class Db : DbContext { public DbSet<Orders.Models.Order> All { get; set; } }
""",
        }
    )
    assert found.entities() == {"Order": "All"}


def test_a_table_is_given_to_the_entity_that_a_local_holds(facts: Read) -> None:
    found = facts(
        {
            "C.cs": "using Microsoft.EntityFrameworkCore;\nclass C : DbContext {\n  public DbSet<Cipher> Ciphers { get; set; }\n"
            "  public DbSet<Folder> Folders { get; set; }\n  protected override void OnModelCreating(ModelBuilder builder) {\n"
            "    var eCipher = builder.Entity<Cipher>();\n    var eFolder = builder.Entity<Folder>();\n"
            "    eCipher.ToTable(nameof(Cipher));\n    eFolder.ToTable(nameof(Folder));\n  }\n}\n"
            "class Cipher { public int Id { get; set; } }\nclass Folder { public int Id { get; set; } }\n"
        }
    )
    assert found.entities() == {"Cipher": "Cipher", "Folder": "Folder"}


_BUS = """
namespace Shop.Messages;
public record Place(int Id) : ICommand<Guid>;
public record Find(int Id) : IQuery<Order>;
public record Once<T>(T Inner) : ICommand<bool>;
public record Later(int Id) : ICommand<Guid>;
public interface ICommandHandler<in T, R> : IRequestHandler<T, R> {}
public class PlaceHandler : ICommandHandler<Place, Guid> {
  public Guid Handle(Place c, CancellationToken t) { var order = orders.Load(1); order.Close(); order.GetTotal(); return Guid.Empty; }
  private readonly Orders orders;
}
public class FindHandler : Shop.IQueryHandler<Find, Order> { public Order Handle(Find q, CancellationToken t) => null; }
public class OnceHandler<T> : IRequestHandler<Once<T>, bool> { public bool Handle(Once<T> m, CancellationToken t) => true; }
public class LaterHandler : ICommandHandler<Later, Guid> { public Guid Handle(Later c, CancellationToken t) => Guid.Empty; }
public class UnitOfWorkDecorator<T, R> : ICommandHandler<T, R> { public R Handle(T c, CancellationToken t) => default; }
public class Orders { public Order Load(int id) => null; }
"""


def test_requests_are_followed_by_what_is_sent_through_whatever_it_goes(facts: Read) -> None:
    found = facts(
        {
            "Model.cs": _MODEL.replace(
                "public int OrderId", "public void Close() {} public int GetTotal() => 1; public int OrderId"
            ),
            "Bus.cs": _BUS,
            "GlobalUsings.cs": "global using Shop;\nglobal using Shop.Messages;\n",
            "Web/C.cs": """
namespace Web;
public class C : ControllerBase {
  private readonly IShopModule _module;
  [HttpPost("/orders")] public void Place(Place body) { _module.ExecuteCommandAsync(body); }
  [HttpPost("/once")] public void Retry(Place body) { var once = new Once<Place>(body); _module.ExecuteCommandAsync(once); }
  [HttpGet("/orders")] public Order Find(int id) { return Sender.Send(new Find(id)); }
  public void Plan() { _module.EnqueueAsync(new Later(1)); _module.SendLog(new Order()); }
}
""",
        }
    )
    assert found.events() == {
        ("PlaceHandler.Handle", "handle", "Place"),
        ("FindHandler.Handle", "handle", "Find"),
        ("OnceHandler.Handle", "handle", "Once"),
        ("LaterHandler.Handle", "handle", "Later"),
        ("C.Place", "raise", "Place"),
        ("C.Retry", "raise", "Once"),
        ("C.Retry", "raise", "Place"),
        ("C.Find", "raise", "Find"),
    }
    assert found.transactions() == {"PlaceHandler.Handle", "OnceHandler.Handle", "LaterHandler.Handle"}
    assert found.accesses() == {("PlaceHandler.Handle", "write", "Order")}
    assert found.reached("C.Place") == {("write", "Order")} == found.reached("C.Retry")


def test_a_map_of_the_projects_own_takes_the_handler_first(facts: Read) -> None:
    found = facts(
        {
            "E.cs": """
namespace Shop;
public class Orders : Group {
  public void Map(RouteGroupBuilder group) { group.MapPut(Change, "{id}"); group.MapGet(List); }
  public void Change(int id) {}
  public void List() {}
}
public static class Own {
  public static void MapGet(this IEndpointRouteBuilder b, Delegate handler, string pattern = "") { b.MapGet(pattern, handler); }
}
"""
        }
    )
    assert found.endpoints() == {("PUT", "/{id}", "Orders.Change"), ("GET", "/", "Orders.List")}
