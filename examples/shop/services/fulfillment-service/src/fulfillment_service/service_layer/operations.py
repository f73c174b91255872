"""What fulfillment-service can be asked to do."""

from __future__ import annotations

from typing import Protocol

from fulfillment_service.domain.messages import OrderConfirmed, Shipment


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def ship(self, event: OrderConfirmed) -> Shipment:
        """Make a shipment, once `OrderConfirmed` is heard."""
        ...
