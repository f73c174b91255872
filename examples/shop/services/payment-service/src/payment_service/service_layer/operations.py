"""What payment-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from payment_service.domain.messages import Payment, Refund, TakePayment


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def take(self, request: TakePayment) -> Payment:
        """Take a payment."""
        ...

    async def refund(self, id: UUID) -> Refund:
        """Make a refund for a payment."""
        ...

    async def get(self, id: UUID) -> Payment:
        """One payment."""
        ...
