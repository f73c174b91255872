"""How the model's names become those of a supergraph, where all services share one namespace."""

from __future__ import annotations

import re

from skerry.model.system import Operation, Service, System
from skerry.model.system.names import TypeName

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
_READING = frozenset(("get", "find", "read", "fetch", "show", "list", "all"))


def pascal(text: str) -> str:
    """`order-service` as `OrderService`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))


def camel(text: str) -> str:
    """`OrderItem` as `orderItem`."""
    name = pascal(text)
    return name[:1].lower() + name[1:]


def upper(text: str) -> str:
    """`in-transit` and `inTransit` as `IN_TRANSIT`, as enum values are written."""
    name = "_".join(word.upper() for part in re.split(r"[^A-Za-z0-9]+", text) for word in _WORD.findall(part))
    return f"_{name}" if name[:1].isdigit() or name in ("TRUE", "FALSE", "NULL") else name


def last(name: str) -> str:
    """The last word of a name: `Reason` of `ReturnReason`."""
    words: list[str] = _WORD.findall(name) or [name]
    return words[-1]


def plural(name: str) -> str:
    """The English plural, as far as endings tell."""
    if re.search(r"(?:s|x|z|ch|sh)$", name):
        return f"{name}es"
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}s"


class Naming:
    """The names of all types that subgraphs may show; a name that two contexts have is told apart by the context."""

    def __init__(self, system: System) -> None:
        self._owned = {name for service in system.services.values() for name in service.owns}
        contexts: dict[str, list[TypeName]] = {}
        for name in system.types:
            contexts.setdefault(name.name.replace(".", "") + pascal(name.version), []).append(name)
        self._names = {name: self._chosen(short, name, same) for short, same in contexts.items() for name in same}

    def of(self, name: TypeName) -> str:
        """The name of a type."""
        return self._names.get(name) or name.name.replace(".", "") + pascal(name.version)

    def _chosen(self, short: str, name: TypeName, same: list[TypeName]) -> str:
        """The bare name for the only one, or the only entity among several; else the context goes before it."""
        entities = [each for each in same if each in self._owned]
        if len(same) == 1 or entities == [name]:
            return short
        return pascal(name.context) + short


def query(operation: Operation, shown: str, *, many: bool) -> str:
    """The field of Query: `orders` for one that lists, `order` for one that gets, else what the operation is called."""
    name = operation.name.operation
    if name.lower() in _READING:
        return plural(camel(shown)) if many else camel(shown)
    return camel(name)


def mutation(operation: Operation, resource: str) -> str:
    """The field of Mutation: what is done, and to what."""
    name = camel(operation.name.operation)
    if operation.route and operation.route.path.strip("/").replace("-", "").lower() == name.lower():
        return name  # it is a command of its own, and of no resource
    return name if resource.lower() in name.lower() else name + resource


def resource(service: Service, operation: Operation, naming: Naming, fallback: str) -> str:
    """What an operation is about: the entity that its path begins with, else what it gives."""
    first = next((part for part in operation.route.path.split("/") if part), "") if operation.route else ""
    for name in service.owns:
        if plural(name.name).lower() == first.replace("-", "").lower():
            return naming.of(name)
    return fallback
