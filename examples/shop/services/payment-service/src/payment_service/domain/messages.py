"""The types of payment-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
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


class Payment(_Record):
    """`payments.Payment`."""

    id: UUID
    orderId: UUID
    customerId: UUID
    amount: Money
    status: PaymentStatus


class PaymentCompleted(_Record):
    """`payments.PaymentCompleted`."""

    paymentId: UUID
    orderId: UUID


class PaymentFailed(_Record):
    """`payments.PaymentFailed`."""

    orderId: UUID
    reason: Annotated[str, Field(max_length=10000)]


class PaymentMethod(_Record):
    """`payments.PaymentMethod`."""

    id: UUID
    customerId: UUID
    number: Annotated[str, Field(max_length=10000)]
    expires: date


class PaymentRefunded(_Record):
    """`payments.PaymentRefunded`."""

    paymentId: UUID
    orderId: UUID
    amount: Money


class PaymentStatus(StrEnum):
    """The states, and how they follow one another.

    taken => refunded
    """

    TAKEN = "taken"
    REFUNDED = "refunded"


class Refund(_Record):
    """`payments.Refund`."""

    id: UUID
    paymentId: UUID
    amount: Money


class TakePayment(_Record):
    """`payments.TakePayment`."""

    orderId: UUID
    customerId: UUID
    amount: Money
    paymentMethodId: UUID


class Transaction(_Record):
    """`payments.Transaction`."""

    id: UUID
    paymentId: UUID
    at: AwareDatetime
    amount: Money
