"""The smallest models that show each rule: without the statement, with it, and saying something else."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.contracts.change import Action


@dataclass(frozen=True, slots=True)
class Example:
    """Models without the statement, with it, with another, and, where that is not simply a change, with a third."""

    lacking: str = ""
    having: str = ""
    other: str = ""
    third: str = ""

    def sides(self, action: Action) -> tuple[str, str]:
        """The two models that show what happened."""
        if action in (Action.ADDED, Action.REMOVED):
            pair = (self.lacking, self.having)
            return pair if action is Action.ADDED else pair[::-1]
        if action is Action.CHANGED and self.third:
            return self.other, self.third
        return (self.having, self.other) if action is not Action.WIDENED else (self.other, self.having)


def _models(template: str, *values: str) -> Example:
    """The same text with each value put in at `@`; a line that is left with nothing is left out."""
    texts = (template.replace("@", value) for value in values)
    return Example(*("".join(f"{line}\n" for line in text.split("\n") if line.strip()) for text in texts))


_TOP = "arch: 1\nsystem: shop\n@"
_CONTEXT = _TOP.replace("@", "contexts:\n  sales: { kind: core@ }")
_TYPES = (
    "types:\n  sales:\n    Order: { id: uuid, state: State }\n    Placed: { id: uuid, by: uuid }\n    Failed: { id: uuid }\n"
    "    State: { states: [a => b, b => c] }"
)
_SERVICE = _TOP.replace(
    "@", f"contexts: {{ sales: {{}}, money: {{}} }}\nservices:\n  shop-service:\n    context: sales\n    @\n{_TYPES}"
)
_API = _SERVICE.replace("@", "api: { v1: { @ } }")
_PLACE = "{ v1: { 'POST /orders': place -> 201 Order; emits Placed or Failed } }"
_ORDERS = _SERVICE.replace("@", f"owns: [Order]\n    api: {_PLACE}\n  pay-service:\n    context: money\n    @")
_PAY = "{ v1: { 'POST /a': take -> 204, 'POST /b': refund -> 204, 'POST /c': log -> 204, 'POST /f': drop -> 204 } }"
_SELL = "{ v1: { 'POST /d': place -> 204; emits Placed or Failed, 'POST /e': drop -> 204 } }"
_SAGA = (
    _SERVICE.replace("@", f"api: {_SELL}\n  pay-service:\n    context: money\n    api: {_PAY}")
    + "\nsagas:\n  Buying: @"
)
_STEP = _SAGA.replace("@", "{ in: shop-service, start: place, steps: [{ do: pay-service.take@ }] }")
_ROLE = (
    _API.replace("@", "'GET /orders': list -> Order, 'GET /orders/{id}': get -> Order")
    + "\naccess: { staff: [shop-service.list]@ }"
)

EXAMPLES: dict[tuple[str, str], Example] = {
    ("system", "name"): _models("arch: 1\nsystem: @", "shop", "shop", "store"),
    ("system", "shared-owner"): _models(
        _CONTEXT.replace("@", "") + "\ntypes: { shared: { @Address: { city: text } } }",
        "",
        "owner: core, ",
        "owner: sales, ",
    ),
    ("obligation", "itself"): _models(_CONTEXT, "", ", comply: [gdpr]"),
    ("context", "itself"): _models(_TOP, "contexts: { sales: {} }", "contexts: { sales: {}, money: {} }"),
    ("context", "kind"): _models(_CONTEXT.replace("kind: core@", "kind: @"), "core", "core", "generic"),
    ("context", "team"): _models(_CONTEXT, "", ", team: blue", ", team: red"),
    ("context", "responsibility"): _models(_CONTEXT, "", ", does: [returns]"),
    ("context", "word"): _models(_CONTEXT, "", ", words: { Customer: who pays }", ", words: { Customer: who gets it }"),
    ("relation", "itself"): _models(
        _TOP.replace("@", "contexts: { sales: {}, money: {} }\n@"), "", "map: [sales -> money: open-host]"
    ),
    ("relation", "kind"): _models(
        _TOP.replace("@", "contexts: { sales: {}, money: {} }\nmap: [sales -> money: @]"),
        "open-host",
        "open-host",
        "partnership",
    ),
    ("external", "itself"): _models(_TOP, "", "external: { mail: { protocol: smtp } }"),
    ("external", "protocol"): _models(
        _TOP,
        "external: { mail: { protocol: smtp } }",
        "external: { mail: { protocol: smtp } }",
        "external: { mail: { protocol: http } }",
    ),
    ("external", "contract"): _models(
        _TOP,
        "external: { bank: {} }",
        "external: { bank: { contract: ./a.yaml } }",
        "external: { bank: { contract: ./b.yaml } }",
    ),
    ("type", "itself"): _models(
        _CONTEXT.replace("@", "") + "\ntypes: { sales: { Order: { id: uuid }@ } }", "", ", Note: { id: uuid }"
    ),
    ("type", "alias"): _models(
        _CONTEXT.replace("@", "") + "\ntypes: { sales: { Sku: @ } }", "{ a: text }", "text", "int"
    ),
    ("type", "field"): _models(
        _CONTEXT.replace("@", "") + "\ntypes: { sales: { Order: { id: uuid@ } } }", "", ", note: text", ", note: int"
    ),
    ("type", "transition"): _models(
        _CONTEXT.replace("@", "") + "\ntypes: { sales: { State: { states: [a => b@] } } }", "", ", b => c"
    ),
    ("migration", "phase"): _models(
        _SERVICE.replace("@", "\n  pay-service: { context: money }")
        + "\nexternal: { old: {} }\nmigrate: { from: old@ }",
        "",
        ", 1-first: [shop-service]",
        ", 1-first: [pay-service]",
    ),
    ("service", "itself"): _models(
        _TOP, "contexts: { sales: {} }", "contexts: { sales: {} }\nservices: { a: { context: sales } }"
    ),
    ("service", "context"): _models(
        _SERVICE.replace("@", "").replace("context: sales", "@"), "context: sales", "context: sales", "context: money"
    ),
    ("service", "team"): _models(_SERVICE, "", "team: blue", "team: red"),
    ("service", "runs"): _models(_SERVICE, "", "runs: { image: a }", "runs: { image: b }"),
    ("service", "load"): _models(_SERVICE, "", "load: { peak: 10 rps }", "load: { peak: 20 rps }"),
    ("store", "itself"): _models(_SERVICE, "", "stores: { main: { postgres: a } }"),
    ("store", "engine"): _models(_SERVICE, "", "stores: { main: { postgres: a } }", "stores: { main: { mysql: a } }"),
    ("store", "database"): _models(
        _SERVICE, "", "stores: { main: { postgres: a } }", "stores: { main: { postgres: b } }"
    ),
    ("store", "outbox"): _models(
        _SERVICE, "", "stores: { main: { postgres: a, outbox: true } }", "stores: { main: { postgres: a } }"
    ),
    ("store", "encrypted"): _models(
        _SERVICE, "", "stores: { main: { postgres: a, encrypted: true } }", "stores: { main: { postgres: a } }"
    ),
    ("store", "event-sourced"): _models(
        _SERVICE,
        "owns: [Order]\n    stores: { main: { postgres: a } }",
        "owns: [Order]\n    stores: { main: { postgres: a, event-sourced: [Order] } }",
    ),
    ("data", "class"): _models(
        _SERVICE,
        "owns: [Order]",
        "owns: [Order]\n    data: { Order.id: { tag: pii } }",
        "owns: [Order]\n    data: { Order.id: { tag: pci } }",
    ),
    ("api", "style"): _models(
        _SERVICE.replace("@", "api: { expose: [@], v1: { 'GET /orders': list -> Order } }"), "rest", "rest, grpc"
    ),
    ("api", "role"): _models(
        _SERVICE.replace("@", "api: { auth: { jwt: [@] }, v1: { 'GET /orders': list -> Order } }"),
        "staff",
        "staff, customer",
    ),
    ("api", "document"): _models(_SERVICE, "", "api: ./a.yaml", "api: ./b.yaml"),
    ("version", "itself"): _models(
        _SERVICE.replace("@", "api: { v2: { 'GET /orders': list -> Order }@ }"), "", ", v1: { like: v2 }"
    ),
    ("version", "sunset"): _models(
        _SERVICE.replace("@", "api: { v2: { 'GET /orders': list -> Order }, v1: { like: v2@ } }"),
        "",
        ", sunset: 2027-06-30",
        ", sunset: 2027-03-31",
    ),
    ("operation", "itself"): _models(
        _API, "'GET /orders': list -> Order", "'GET /orders': list -> Order, 'POST /orders': place -> 201 Order"
    ),
    ("operation", "route"): _models(
        _API, "internal: [list -> Order]", "'GET /orders': list -> Order", "'GET /all': list -> Order"
    ),
    ("operation", "input"): _models(
        _API, "internal: [do -> 204]", "internal: [do(Order) -> 204]", "internal: [do(Placed) -> 204]"
    ),
    ("operation", "output"): _models(_API, "internal: [do]", "internal: [do -> Order]", "internal: [do -> Placed]"),
    ("operation", "transition"): _models(_API, "internal: [do -> Order]", "internal: [do -> Order; a => b]"),
    ("operation", "emits"): _models(
        _API,
        "internal: [do -> Order]",
        "internal: [do -> Order; emits Placed]",
        "internal: [do -> Order; emits Placed or Failed]",
    ),
    ("event", "published"): _models(_API, "'POST /orders': place -> 204", "'POST /orders': place -> 204; emits Placed"),
    ("event", "heard"): _models(
        _ORDERS, "", "events: { in: { sales.Placed: bill by id } }", "events: { in: { sales.Placed: refund by id } }"
    ),
    ("view", "itself"): _models(_ORDERS, "", "views: { Names: { from: [sales.Placed], key: id } }"),
    ("view", "source"): _models(
        _ORDERS,
        "",
        "views: { Names: { from: [sales.Placed], key: id } }",
        "views: { Names: { from: [sales.Failed], key: id } }",
    ),
    ("view", "key"): _models(
        _ORDERS.replace("@", "views: { Names: { from: [sales.Placed], key: @ } }"), "id", "id", "by"
    ),
    ("view", "lag"): _models(
        _ORDERS.replace("@", "views: { Names: { from: [sales.Placed], key: id@ } }"), "", ", lag: 5s", ", lag: 10s"
    ),
    ("call", "itself"): _models(_ORDERS, "", "calls: { shop-service: { place: {} } }"),
    ("call", "reads"): _models(
        _ORDERS,
        "calls: { shop-service: { place: {} } }",
        "calls: { shop-service: { place: { reads: [id] } } }",
        "calls: { shop-service: { place: { reads: [id, state] } } }",
    ),
    ("call", "cycle"): _models(
        _SERVICE.replace("@", "calls: { pay-service: {} }\n  pay-service:\n    context: money\n    @"),
        "",
        "calls: { shop-service: {} }",
    ),
    ("ownership", "entity"): _models(
        _SERVICE, "", "owns: [Order]", "\n  other-service: { context: sales, owns: [Order] }"
    ),
    ("ownership", "shared"): _models(
        _SERVICE.replace("@", "stores: { main: { postgres: a } }\n  pay-service:\n    context: money\n    @"),
        "",
        "stores: { main: { postgres: a } }",
        "stores: { main: { postgres: a } }\n  third-service: { context: sales, stores: { main: { postgres: a } } }",
    ),
    ("saga", "itself"): _models(
        _SAGA.replace("  Buying: @", "  @"),
        "",
        "Buying: { in: shop-service, start: place, steps: [{ do: pay-service.take }] }",
    ),
    ("saga", "service"): _models(
        _SAGA.replace("@", "{ in: @, start: drop, steps: [{ do: pay-service.take }] }"),
        "shop-service",
        "shop-service",
        "pay-service",
    ),
    ("saga", "start"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: @, steps: [{ do: pay-service.take }] }"),
        "place",
        "place",
        "drop",
    ),
    ("step", "await"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: place, steps: [{ await: { ok: Placed, by: id, for: 2d@ } }] }"),
        "",
        "",
        ", fail: Failed",
    ),
    ("saga", "deadline"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: place, @steps: [{ do: pay-service.take }] }"),
        "",
        "deadline: 3d, ",
        "deadline: 1d, ",
    ),
    ("saga", "else"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: place, steps: [{ do: pay-service.take }]@ }"),
        "",
        ", else: shop-service.drop",
        ", else: pay-service.refund",
    ),
    ("saga", "order"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: place, steps: [@] }"),
        "",
        "{ do: pay-service.take }, { do: pay-service.log }",
        "{ do: pay-service.log }, { do: pay-service.take }",
    ),
    ("step", "itself"): _models(
        _SAGA.replace("@", "{ in: shop-service, start: place, steps: [{ do: pay-service.take }@] }"),
        "",
        ", { do: pay-service.log }",
    ),
    ("step", "undo"): _models(_STEP, "", ", undo: pay-service.refund", ", undo: pay-service.log"),
    ("step", "retry"): _models(_STEP, "", ", retry: { times: 3 }", ", retry: { times: 5 }"),
    ("step", "timeout"): _models(_STEP, "", ", timeout: 3s", ", timeout: 5s"),
    ("policy", "calls"): _models(
        _SERVICE, "", "policies: { calls: { timeout: 2s } }", "policies: { calls: { timeout: 1s } }"
    ),
    ("policy", "events"): _models(
        _SERVICE, "", "policies: { events: { bus: nats } }", "policies: { events: { bus: kafka } }"
    ),
    ("policy", "versions"): _models(
        _SERVICE, "", "policies: { versions: { keep: 2 } }", "policies: { versions: { keep: 1 } }"
    ),
    ("policy", "slo"): _models(
        _SERVICE, "", "policies: { slo: { availability: 99.9% } }", "policies: { slo: { availability: 99% } }"
    ),
    ("policy", "audit"): _models(
        _SERVICE, "", "policies: { audit: { keep: 2y } }", "policies: { audit: { keep: 1y } }"
    ),
    ("policy", "data"): _models(
        _SERVICE, "", "policies: { data: { pii: { region: eu } } }", "policies: { data: { pii: { region: us } } }"
    ),
    ("environment", "itself"): _models(
        _SERVICE.replace("@", "") + "\n@", "", "environments: { prod: { replicas: 2 } }"
    ),
    ("deploy", "setting"): _models(
        _SERVICE.replace("@", "") + "\n@",
        "",
        "deploy: { shop-service: { replicas: 2 } }",
        "deploy: { shop-service: { replicas: 3 } }",
    ),
    ("role", "itself"): _models(_ROLE, "", ", guest: [shop-service.get]"),
    ("role", "grant"): _models(
        _ROLE.replace("[shop-service.list]@", "[shop-service.list@]"),
        "",
        ", shop-service.get",
        ", shop-service.get if id = caller",
        ", shop-service.get if state = caller",
    ),
}
