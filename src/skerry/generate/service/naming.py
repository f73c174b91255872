"""What things of the model are called in Python."""

from __future__ import annotations

import keyword
import re

from skerry.kernel.words import plural, split

_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_TAKEN = frozenset(("call", "clients", "work", "self"))


def snake(name: str) -> str:
    """`confirmOrder` and `order-service` as `confirm_order` and `order_service`; a keyword gets an underscore behind it."""
    found = "_".join(part.lower() for part in _PARTS.split(name) if part)
    return f"{found}_" if keyword.iskeyword(found) or found in _TAKEN else found


def pascal(name: str) -> str:
    """`order-service` as `OrderService`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name) if part)


def many(entity: str) -> str:
    """The repository of an entity: `OrderItem` as `order_items`."""
    *before, last = split(entity)
    return "_".join([*before, plural(last)])


def lower_first(name: str) -> str:
    """`Order` as `order`: what a field about it begins with."""
    return name[:1].lower() + name[1:]


def said(name: str) -> str:
    """`OrderCreation` as `order creation`."""
    return " ".join(split(name))


def package(service: str) -> str:
    """The Python package of a service: `order-service` as `order_service`."""
    return snake(service)
