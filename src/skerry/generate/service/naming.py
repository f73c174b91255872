"""What things of the model are called in Python, past the names that Python, the libraries and the generated code have themselves."""

from __future__ import annotations

import keyword
import re
import sys

from skerry.kernel.words import plural, split

_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_OURS = frozenset(("call", "clients", "work", "self"))  # what an object of operations has besides
_ANNOTATIONS = frozenset(("str", "int", "float", "bool", "bytes", "object", "date", "time", "datetime", "timedelta"))
_LOCALS = frozenset((
    "at", "call", "cursor", "datetime", "each", "event", "id", "item", "known", "limit", "operations", "reason", "request", "timedelta",
    "turn",
))  # fmt: skip
_LIBRARIES = frozenset((
    "aiohttp", "alembic", "anyio", "dbos", "eventsourcing", "fastapi", "hypothesis", "msgspec", "nats", "opentelemetry", "orjson",
    "pydantic", "pytest", "skerry", "skerry_runtime", "sqlalchemy", "starlette", "test", "tests", "uvicorn", "uvloop", "yaml",
))  # fmt: skip
CLASSES = frozenset((
    "Await", "Behaviour", "Call", "Client", "Clients", "Defaults", "False", "Json", "Literal", "None", "Operations", "Own", "Page", "Path",
    "Protocol", "Refused", "Saga", "Sequence", "Service", "Step", "True", "Turn", "UTC", "View", "Work",
))  # fmt: skip


def snake(name: str) -> str:
    """`confirmOrder` and `order-service` as `confirm_order` and `order_service`; a keyword gets an underscore behind it."""
    found = "_".join(part.lower() for part in _PARTS.split(name) if part)
    return f"{found}_" if keyword.iskeyword(found) or found in _OURS else found


def method(operation: str) -> str:
    """The method of an operation: what would hide a type that the other methods speak of gets an underscore behind it."""
    found = snake(operation)
    return f"{found}_" if found in _ANNOTATIONS else found


def variable(thing: str, taken: frozenset[str] = frozenset()) -> str:
    """The variable that holds a thing, `order` of `Order`, beside parameters that are `taken`."""
    found = snake(lower_first(thing))
    return f"{found}_" if found in _LOCALS | taken else found


def pascal(name: str) -> str:
    """`order-service` as `OrderService`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name) if part)


def many(entity: str) -> str:
    """The repository and the table of an entity: `OrderItem` as `order_items`."""
    *before, last = split(entity)
    found = "_".join([*before, plural(last)])
    return f"{found}_" if found == "metadata" or keyword.iskeyword(found) else found


def lower_first(name: str) -> str:
    """`Order` as `order`: what a field about it begins with."""
    return name[:1].lower() + name[1:]


def said(name: str) -> str:
    """`OrderCreation` as `order creation`."""
    return " ".join(split(name))


def package(service: str) -> str:
    """The Python package of a service: `order-service` as `order_service`; `test`, which Python has itself, as `test_service`."""
    found = snake(service)
    taken = found in _LIBRARIES or found in sys.stdlib_module_names or found.endswith("_")
    return f"{found.rstrip('_')}_service" if taken else found
