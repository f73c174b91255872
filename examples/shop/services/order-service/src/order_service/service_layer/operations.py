"""What order-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from skerry_runtime import Page

from order_service.domain.messages import CreateOrder, Order, OrderStatus, RequestReturn, Return, UpdateOrder


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def place(self, request: CreateOrder) -> Order:
        """Place order."""
        ...

    async def change(self, id: UUID, request: UpdateOrder) -> Order:
        """Change order."""
        ...

    async def cancel(self, id: UUID) -> Order:
        """Cancel order. From pending or confirmed to cancelled."""
        ...

    async def get(self, id: UUID) -> Order:
        """Get order."""
        ...

    async def list(self, *, status: OrderStatus | None = None, limit: int = 50, cursor: str = "") -> Page[Order]:
        """List orders."""
        ...

    async def return_(self, id: UUID, request: RequestReturn) -> Return:
        """Return order."""
        ...

    async def confirm(self, id: UUID) -> Order:
        """Confirm. From pending to confirmed."""
        ...

    async def fulfil(self, id: UUID) -> Order:
        """Fulfil. From confirmed to fulfilled."""
        ...
