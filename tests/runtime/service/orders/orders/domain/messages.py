"""What the service of these tests takes, gives and publishes."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Money(_Record):
    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Address(_Record):
    street: Annotated[str, Field(max_length=100)]
    city: Annotated[str, Field(max_length=100)]


class OrderItem(_Record):
    productId: UUID
    quantity: Annotated[int, Field(ge=1)]
    price: Money


class OrderStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CreateOrder(_Record):
    customerId: UUID
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    shipTo: Address
    note: Annotated[str, Field(max_length=100)] | None = None


class UpdateOrder(_Record):
    items: Annotated[list[OrderItem], Field(max_length=1000)]
    shipTo: Address


class Order(_Record):
    id: UUID
    customerId: UUID
    items: list[OrderItem]
    total: Money
    shipTo: Address
    status: OrderStatus
    note: str | None = None


class OrderV1(_Record):
    id: UUID
    customerId: UUID
    items: list[OrderItem]
    total: Money
    status: str


class Payment(_Record):
    id: UUID
    orderId: UUID
    amount: Money
    status: Literal["taken", "refunded"]


class TakePayment(_Record):
    orderId: UUID
    amount: Money


class OrderCreated(_Record):
    orderId: UUID
    customerId: UUID
    totalAmount: Money


class OrderCancelled(_Record):
    orderId: UUID
    customerId: UUID
    reason: str | None = None


class PaymentCompleted(_Record):
    paymentId: UUID
    orderId: UUID


class PaymentFailed(_Record):
    orderId: UUID
    reason: str


class Scored(_Record):
    orderId: UUID
    score: int
