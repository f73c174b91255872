"""Full names of what others refer to; the keys of a System's tables."""

from __future__ import annotations

from typing import NamedTuple


class TypeName(NamedTuple):
    """A type of a context (or of `shared`), and its version where it has several: `orders.OrderCreated.v2`."""

    context: str
    name: str
    version: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


class OperationName(NamedTuple):
    """An operation of a service: `order-service.place`."""

    service: str
    operation: str

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}"
