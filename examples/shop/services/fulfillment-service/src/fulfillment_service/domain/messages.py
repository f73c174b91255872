"""The types of fulfillment-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


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


class OrderConfirmed(_Record):
    """`orders.OrderConfirmed`."""

    orderId: UUID
    customerId: UUID
    shipTo: Address


class Shipment(_Record):
    """`orders.Shipment`."""

    id: UUID
    orderId: UUID
    customerId: UUID
    carrier: Annotated[str, Field(max_length=10000)]
    shipTo: Address
    tracking: Annotated[str, Field(max_length=10000)] | None = None


class ShipmentRefused(_Record):
    """`orders.ShipmentRefused`."""

    orderId: UUID
    reason: Annotated[str, Field(max_length=10000)]


class Shipped(_Record):
    """`orders.Shipped`."""

    orderId: UUID
    customerId: UUID
    tracking: Annotated[str, Field(max_length=10000)] | None = None
