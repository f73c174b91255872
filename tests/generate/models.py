"""Small models of all kinds, with names that Python, the libraries or the generator itself would like to have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

BASIC = [
    "text", "int", "decimal", "number", "bool", "uuid", "money", "date", "time", "datetime", "duration", "email", "url", "json", "bytes",
]  # fmt: skip
ENTITIES = [
    "Order", "OrderItem", "Category", "Return", "List", "Page", "Money", "Test", "Work", "Refused", "Table", "Column", "Decimal", "UUID",
    "Client", "Clients", "Sequence", "Literal", "Protocol", "Operations", "Defaults", "Behaviour", "Metadata", "Text", "Date", "Call",
    "Type", "Self", "Event", "Request", "Json", "View", "Any", "Field", "None", "True", "Exception", "Str", "Object", "Known", "Path",
    "Service", "Messages",
]  # fmt: skip
FIELDS = [
    "name", "class", "from", "copy", "json", "schema", "type", "list", "date", "time", "at", "import", "self", "items", "price", "lambda",
    "model_config", "request", "event", "metadata", "str", "int", "dict", "None_", "orderId", "total", "amount", "datetime", "since",
]  # fmt: skip
OPERATIONS = [
    "place", "get", "list", "change", "return", "class", "import", "orders", "categories", "call", "work", "clients", "page", "id", "self",
    "pages", "tests", "placeOrder", "find", "print", "str", "int", "dict", "object", "bool", "float", "type", "datetime", "uuid", "known",
    "async", "refusedPlace", "tables", "messages", "moveOn", "drop", "publish", "start", "none",
]  # fmt: skip
SERVICES = ["order-service", "test", "json", "tests", "return-service", "skerry", "asyncio", "money-service", "alembic"]
_WRAPPED = ["{}", "{}?", "{}[]", "{}{{}}", "{} | null", "({} | null)?", "{}[]?", "({}{{}})[]"]
_BOUND = [
    "text 1..20",
    "int >= 1",
    "decimal 0..10",
    "text ~ /^[A-Z]+$/",
    "text as ipv4",
    "int = 3",
    "a | b",
    '"in stock" | gone',
    "text = x",
]


@st.composite
def terms(draw: st.DrawFn, records: list[str]) -> str:
    """A type."""
    plain = draw(st.sampled_from([*BASIC, *_BOUND, *records]))
    wrap = draw(st.sampled_from(_WRAPPED))
    return plain if plain in _BOUND else wrap.format(plain)


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    """A model of one or two services, as its YAML would be read."""
    names = draw(st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=4, unique=True))
    types: dict[str, Any] = {
        "Part": {"sku": "text", "count": "int", "price": "money"},
        "Stage": {"states": ["new => open", "open => done", "new => done"]},
    }
    for name in names:
        fields = draw(st.lists(st.sampled_from(FIELDS), max_size=4, unique=True))
        types[name] = {"id": "uuid", **{each: draw(terms(["Part", "Stage"])) for each in fields}, "stage": "Stage"}
        types[f"Make{name}"] = {each: draw(terms(["Part"])) for each in fields[:3]} or {"note": "text?"}
        types[f"{name}Made"] = {
            f"{name[0].lower()}{name[1:]}Id": "uuid",
            **{each: types[name][each] for each in fields[:2]},
        }
    free = draw(st.permutations(OPERATIONS))
    routes = {}
    at = iter(free)
    for name in names:
        path = f"/{name.lower()}s"
        offered = {
            f"POST {path}": f"{next(at)}(Make{name}) -> 201 {name}; emits {name}Made",
            f"GET {path}/{{id}}": f"{next(at)} -> {name}",
            f"GET {path}?stage&class&page": f"{next(at)} -> {name}[]",
            f"PUT {path}/{{id}}": f"{next(at)}(Make{name}) -> {name}",
            f"DELETE {path}/{{id}}": f"{next(at)} -> 204",
            f"POST {path}/{{id}}/on": f"{next(at)} -> {name}; new or open => done; emits {name}Made",
            f"POST {path}/{{id}}/sums": f"{next(at)}(Make{name}) -> Part",
        }
        chosen = draw(st.lists(st.sampled_from(sorted(offered)), min_size=1, max_size=5, unique=True))
        routes |= {each: offered[each] for each in chosen}
    service = {
        "context": "c", "owns": names, "stores": {"main": {"postgres": "data", "outbox": True}}, "api": {"v1": routes},
        "views": {f"{names[0]}View": {"from": [f"{names[0]}Made"], "key": f"{names[0][0].lower()}{names[0][1:]}Id"}},
    }  # fmt: skip
    called = draw(st.sampled_from(SERVICES))
    hearing = {
        "context": "d", "owns": ["Note"], "stores": {"main": {"postgres": "notes"}},
        "events": {"in": {f"c.{names[0]}Made": f"note by {names[0][0].lower()}{names[0][1:]}Id -> Note"}},
        "calls": {called: {}},
    }  # fmt: skip
    return {
        "arch": 1, "system": "sample", "contexts": {"c": {}, "d": {}},
        "services": {called: service, "hearing-service": hearing},
        "types": {"c": types, "d": {"Note": {"id": "uuid", "text": "text", "sent": "datetime?"}}},
    }  # fmt: skip
