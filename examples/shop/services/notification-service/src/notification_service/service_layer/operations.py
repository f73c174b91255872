"""What notification-service can be asked to do."""

from __future__ import annotations

from typing import Protocol

from notification_service.domain.messages import Message, OrderCancelled, OrderCreated, Shipped


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def confirm_order(self, event: OrderCreated) -> Message:
        """Confirm order: make a message, once `OrderCreated` is heard."""
        ...

    async def confirm_cancellation(self, event: OrderCancelled) -> Message:
        """Confirm cancellation: make a message, once `OrderCancelled` is heard."""
        ...

    async def announce_parcel(self, event: Shipped) -> Message:
        """Announce parcel: make a message, once `Shipped` is heard."""
        ...
