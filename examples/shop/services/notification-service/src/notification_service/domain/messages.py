"""The types of notification-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Money(_Record):
    """An exact amount with its currency, ISO 4217."""

    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Message(_Record):
    """`notify.Message`."""

    id: UUID
    customerId: UUID
    channel: Literal["email", "sms"]
    subject: Annotated[str, Field(max_length=10000)]
    sent: AwareDatetime | None = None


class OrderCancelled(_Record):
    """`orders.OrderCancelled`."""

    orderId: UUID
    customerId: UUID
    reason: Annotated[str, Field(max_length=10000)] | None = None


class OrderCreated(_Record):
    """`orders.OrderCreated.v2`."""

    orderId: UUID
    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    totalAmount: Money


class OrderItem(_Record):
    """`orders.OrderItem`."""

    productId: UUID
    quantity: Annotated[int, Field(ge=1)]
    price: Money


class Shipped(_Record):
    """`orders.Shipped`."""

    orderId: UUID
    customerId: UUID
    tracking: Annotated[str, Field(max_length=10000)] | None = None
