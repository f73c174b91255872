"""What an API is about, read from its paths: collections, the things in them, and what can be done with a thing.

/orders           POST creates, GET lists
/orders/{id}      GET, PUT, PATCH, DELETE
/orders/{id}/pay  POST does something with it
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.formats.openapi import Api, Operation

_ITEM = re.compile(r"(.*/[^/{}]+)/\{([^/{}]+)\}/?")
_TEMPLATE = re.compile(r"/\{[^/{}]+\}(?=/|$)")
_KEY = ("header", "idempotency-key")


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of thing with an address of its own; None where the API does not offer it."""

    name: str
    collection: str
    path: str
    parameter: str
    create: Operation | None
    listing: Operation | None
    read: Operation | None
    changes: tuple[Operation, ...]
    remove: Operation | None
    actions: tuple[Operation, ...]


def resources(api: Api) -> tuple[Resource, ...]:
    """All of them, in the order of the document; those inside others after them."""
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in api.operations.values():
        by_path.setdefault(operation.path, {})[operation.method] = operation
    paths = dict.fromkeys(above for path in by_path for above in _items(path))
    found = [_resource(path, match, by_path) for path in paths if (match := _ITEM.fullmatch(path))]
    return tuple(sorted(found, key=lambda each: each.path.count("{")))


def commands(api: Api) -> Iterator[Operation]:
    """The operations that take an Idempotency-Key."""
    return (each for each in api.operations.values() if _KEY in each.parameters and each.method == "POST")


def keyed(operation: Operation) -> bool:
    """Whether an Idempotency-Key is required."""
    found = operation.parameters.get(_KEY)
    return found is not None and found.required


def _resource(path: str, match: re.Match[str], by_path: dict[str, dict[str, Operation]]) -> Resource:
    collection, parameter = match.groups()
    own, above = by_path.get(path, {}), by_path.get(collection, {})
    actions = (
        each["POST"] for other, each in by_path.items() if other.startswith(path.rstrip("/") + "/") and "POST" in each
    )
    return Resource(
        _singular(collection.rpartition("/")[2]),
        collection,
        path,
        parameter,
        above.get("POST"),
        above.get("GET"),
        own.get("GET"),
        tuple(own[method] for method in ("PUT", "PATCH") if method in own),
        own.get("DELETE"),
        tuple(each for each in actions if each.path.count("{") == path.count("{")),
    )


def _items(path: str) -> Iterator[str]:
    """The things that a path leads through or to: what can be done with one shows that there are some."""
    return (path[: match.end()] for match in _TEMPLATE.finditer(path))


def _singular(word: str) -> str:
    """`orders` as `order`, `categories` as `category`: what a field that names one is called, before `Id`."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(s|x|z|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
