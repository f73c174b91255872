"""The types of order-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Money(_Record):
    """An exact amount with its currency, ISO 4217."""

    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Address(_Record):
    """`shared.Address`."""

    street: Annotated[str, Field(max_length=10000)]
    city: Annotated[str, Field(max_length=10000)]
    postcode: Annotated[str, Field(max_length=10000)]
    country: Annotated[str, Field(max_length=10000)]


class CreateOrder(_Record):
    """`orders.CreateOrder`."""

    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    shipTo: Address
    paymentMethodId: UUID


class Order(_Record):
    """`orders.Order`."""

    id: UUID
    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    total: Money
    shipTo: Address
    status: OrderStatus


class OrderCancelled(_Record):
    """`orders.OrderCancelled`."""

    orderId: UUID
    customerId: UUID
    reason: Annotated[str, Field(max_length=10000)] | None = None


class OrderConfirmed(_Record):
    """`orders.OrderConfirmed`."""

    orderId: UUID
    customerId: UUID
    shipTo: Address


class OrderCreated(_Record):
    """`orders.OrderCreated.v2`."""

    orderId: UUID
    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    totalAmount: Money


class OrderFulfilled(_Record):
    """`orders.OrderFulfilled`."""

    orderId: UUID


class OrderItem(_Record):
    """`orders.OrderItem`."""

    productId: UUID
    quantity: Annotated[int, Field(ge=1)]
    price: Money


class OrderStatus(StrEnum):
    """The states, and how they follow one another.

    pending => confirmed
    pending => cancelled
    confirmed => cancelled
    confirmed => fulfilled
    """

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"


class OrderUpdated(_Record):
    """`orders.OrderUpdated`."""

    orderId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    totalAmount: Money


class OrderV1(_Record):
    """`orders.Order.v1`."""

    id: UUID
    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    total: Money
    status: Annotated[str, Field(max_length=10000)]


class PaymentFailed(_Record):
    """`payments.PaymentFailed`."""

    orderId: UUID
    reason: Annotated[str, Field(max_length=10000)]


class RequestReturn(_Record):
    """`orders.RequestReturn`."""

    items: Annotated[list[OrderItem], Field(max_length=1000)]
    reason: Literal["damaged", "wrong", "unwanted"]


class Return(_Record):
    """`orders.Return`."""

    id: UUID
    orderId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    reason: Literal["damaged", "wrong", "unwanted"]


class ReturnRequested(_Record):
    """`orders.ReturnRequested`."""

    orderId: UUID
    returnId: UUID


class Shipped(_Record):
    """`orders.Shipped`."""

    orderId: UUID
    customerId: UUID
    tracking: Annotated[str, Field(max_length=10000)] | None = None


class UpdateOrder(_Record):
    """`orders.UpdateOrder`."""

    items: Annotated[list[OrderItem], Field(max_length=1000)]
    shipTo: Address
