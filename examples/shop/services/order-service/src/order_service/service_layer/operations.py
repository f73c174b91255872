"""What order-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from skerry_runtime import Page

from order_service.domain.messages import CreateOrder, Order, OrderStatus, RequestReturn, Return, UpdateOrder


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def place(self, request: CreateOrder) -> Order:
        """Place an order."""
        ...

    async def change(self, id: UUID, request: UpdateOrder) -> Order:
        """Change an order."""
        ...

    async def cancel(self, id: UUID) -> Order:
        """Cancel an order. From pending or confirmed to cancelled."""
        ...

    async def get(self, id: UUID) -> Order:
        """One order."""
        ...

    async def list(self, *, status: OrderStatus | None = None, limit: int = 50, cursor: str = "") -> Page[Order]:
        """A page of orders, narrowed by `status`."""
        ...

    async def return_(self, id: UUID, request: RequestReturn) -> Return:
        """Make a return for an order."""
        ...

    async def confirm(self, id: UUID) -> Order:
        """Confirm an order. From pending to confirmed."""
        ...

    async def fulfil(self, id: UUID) -> Order:
        """Fulfil an order. From confirmed to fulfilled."""
        ...
