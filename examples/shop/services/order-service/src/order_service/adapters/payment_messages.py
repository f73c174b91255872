"""The types of payment-service, as far as it is called from here.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
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


class Payment(_Record):
    """`payments.Payment`."""

    id: UUID
    orderId: UUID
    customerId: UUID
    amount: Money
    status: PaymentStatus


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
