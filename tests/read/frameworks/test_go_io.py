from tests.read.frameworks.conftest import Read


def test_settings_calls_out_and_schedules(facts: Read) -> None:
    found = facts(
        {
            "a.go": 'package a\nimport (\n\t"net/http"\n\t"os"\n\t"github.com/robfig/cron/v3"\n)\nconst key = "PAY_URL"\n'
            'type Settings struct {\n\tPort int `env:"PORT"`\n}\n'
            'func charge() {\n\tos.Getenv(key)\n\tviper.GetString("pay.token")\n\thttp.Post("https://pay.example.com", "", nil)\n'
            "\tpb.NewStockClient(conn)\n}\n"
            'func run(c *cron.Cron) { c.AddFunc("@daily", charge) }\n'
        }
    )
    assert found.settings() == {("Settings", "PORT"), ("charge", "PAY_URL"), ("charge", "pay.token")}
    assert found.outbound() == {("charge", "http", "https://pay.example.com"), ("charge", "grpc", "Stock")}
    assert found.jobs() == {("charge", "@daily")}


def test_messages_of_brokers_and_mediators(facts: Read) -> None:
    found = facts(
        {
            "go.mod": "module example.com/shop\n",
            "events/e.go": "package events\ntype OrderPlaced struct{}\nfunc NewOrderPlaced() *OrderPlaced { return &OrderPlaced{} }\n",
            "a.go": 'package a\nimport (\n\t"example.com/shop/events"\n\t"github.com/mehdihadeli/go-mediatr"\n)\n'
            'func nats() { nc.Publish("orders.placed", data) }\nfunc listen() { nc.Subscribe("orders.placed", told) }\nfunc told() {}\n'
            'func kafka() { w := kafka.Writer{Topic: "orders"} }\n'
            "func rabbit() {\n\tplaced := events.NewOrderPlaced()\n\tproducer.PublishMessage(ctx, placed, nil)\n}\n"
            "func send() { mediatr.Publish(ctx, &events.OrderPlaced{}) }\n"
            "type H struct{}\nfunc (h *H) Handle(ctx context.Context, event *events.OrderPlaced) error { return nil }\n",
        }
    )
    assert found.events() == {
        ("nats", "raise", "orders.placed"),
        ("told", "handle", "orders.placed"),
        ("kafka", "raise", "orders"),
        ("rabbit", "raise", "OrderPlaced"),
        ("send", "raise", "OrderPlaced"),
        ("Handle", "handle", "OrderPlaced"),
    }


def test_a_call_through_a_field_finds_the_method_in_the_fields_own_package(facts: Read) -> None:
    found = facts(
        {
            "go.mod": "module example.com/shop\n",
            "repo/r.go": "package repo\ntype Orders struct{}\nfunc (o *Orders) Keep() {}\nfunc Make() *Orders { return nil }\n",
            "svc/type.go": 'package svc\nimport "example.com/shop/repo"\ntype Service struct {\n\torders *repo.Orders\n}\n',
            "svc/place.go": "package svc\nfunc (s *Service) Place() { s.orders.Keep() }\n",
            "main.go": 'package main\nimport "example.com/shop/repo"\nfunc main() {\n\tmade := repo.Make()\n\tmade.Keep()\n}\n',
        }
    )
    assert found.calls() >= {("Place", "Keep"), ("main", "Keep"), ("main", "Make")}


def test_consumers_that_are_configured_in_a_chain(facts: Read) -> None:
    found = facts(
        {
            "a.go": "package a\ntype Placed struct{}\ntype Paid struct{}\ntype Handler interface {\n\tHandle()\n}\n"
            "func configure(b Builder) {\n\tb.\n"
            "\t\tAddConsumer(Placed{}, func(c Config) {\n\t\t\tc.AddHandler(NewPlaced())\n\t\t}).\n"
            "\t\tAddConsumer(Paid{}, func(c Config) {\n\t\t\tc.AddHandler(&paid{})\n\t\t})\n}\n"
            "type paid struct{}\nfunc (p *paid) Handle() {}\n",
            "placed.go": "package a\ntype placed struct{}\nfunc NewPlaced() Handler { return &placed{} }\nfunc (p *placed) Handle() {}\n",
        }
    )
    assert found.events() == {("Handle", "handle", "Placed"), ("Handle", "handle", "Paid")}
