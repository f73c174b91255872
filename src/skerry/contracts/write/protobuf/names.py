"""Names as protobuf's style guide wants them."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def words(name: str) -> list[str]:
    """The words of `OrderItem`, `orderItem`, `order-item`; digits stay with the word before them."""
    found: list[str] = []
    for part in _PARTS.findall(name):
        if part.isdigit() and found:
            found[-1] += part
        else:
            found.append(part.lower())
    return found or ["x"]


def snake(name: str) -> str:
    """`order_item`."""
    return "_".join(words(name))


def upper(name: str) -> str:
    """`ORDER_ITEM`."""
    return snake(name).upper()


def pascal(name: str) -> str:
    """`OrderItem`."""
    return "".join(word[:1].upper() + word[1:] for word in words(name))


def plural(name: str) -> str:
    """`order_items`, `categories`."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")
