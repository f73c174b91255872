"""What inventory-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from skerry_runtime import Page

from inventory_service.domain.messages import (
    InventoryItem,
    MoveStock,
    Reservation,
    ReserveItems,
    StockMovement,
    Warehouse,
)


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def stock(self, productId: UUID) -> InventoryItem:
        """The stock of a product."""
        ...

    async def move(self, productId: UUID, request: MoveStock) -> StockMovement:
        """Make a stock movement for an inventory item."""
        ...

    async def warehouses(self, *, limit: int = 50, cursor: str = "") -> Page[Warehouse]:
        """A page of warehouses."""
        ...

    async def reserve(self, request: ReserveItems) -> Reservation:
        """Make a reservation."""
        ...

    async def release(self, id: UUID) -> None:
        """Release a reservation, which removes it."""
        ...
