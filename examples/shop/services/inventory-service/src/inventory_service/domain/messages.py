"""The types of inventory-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Address(_Record):
    """`shared.Address`."""

    street: Annotated[str, Field(max_length=10000)]
    city: Annotated[str, Field(max_length=10000)]
    postcode: Annotated[str, Field(max_length=10000)]
    country: Annotated[str, Field(max_length=10000)]


class InventoryItem(_Record):
    """`inventory.InventoryItem`."""

    productId: UUID
    onHand: Annotated[int, Field(ge=0)]
    reserved: Annotated[int, Field(ge=0)]


class InventoryReservationFailed(_Record):
    """`inventory.InventoryReservationFailed`."""

    orderId: UUID
    missing: Annotated[list[UUID], Field(max_length=1000)]


class InventoryReserved(_Record):
    """`inventory.InventoryReserved`."""

    orderId: UUID
    reservationId: UUID


class MoveStock(_Record):
    """`inventory.MoveStock`."""

    warehouseId: UUID
    quantity: int


class Reservation(_Record):
    """`inventory.Reservation`."""

    id: UUID
    orderId: UUID
    items: Annotated[list[ReservedItem], Field(max_length=1000)]


class ReserveItems(_Record):
    """`inventory.ReserveItems`."""

    orderId: UUID
    items: Annotated[list[ReservedItem], Field(max_length=1000)]


class ReservedItem(_Record):
    """`inventory.ReservedItem`."""

    productId: UUID
    quantity: Annotated[int, Field(ge=1)]


class StockMoved(_Record):
    """`inventory.StockMoved`."""

    productId: UUID
    quantity: int


class StockMovement(_Record):
    """`inventory.StockMovement`."""

    id: UUID
    productId: UUID
    warehouseId: UUID
    quantity: int
    at: AwareDatetime


class Warehouse(_Record):
    """`inventory.Warehouse`."""

    id: UUID
    name: Annotated[str, Field(max_length=10000)]
    address: Address
