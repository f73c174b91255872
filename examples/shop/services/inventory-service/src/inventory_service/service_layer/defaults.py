"""What inventory-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from skerry_runtime import Page, Refused, Work

from inventory_service.domain.messages import (
    InventoryItem,
    InventoryReservationFailed,
    InventoryReserved,
    MoveStock,
    Reservation,
    ReserveItems,
    StockMoved,
    StockMovement,
    Warehouse,
)
from inventory_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[None]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.inventory_items = work.repository(InventoryItem)
        self.warehouse_repository = work.repository(Warehouse)
        self.stock_movements = work.repository(StockMovement)
        self.reservations = work.repository(Reservation)

    async def stock(self, productId: UUID) -> InventoryItem:
        """The stock of a product."""
        return await self.inventory_items.get(productId)

    async def move(self, productId: UUID, request: MoveStock) -> StockMovement:
        """Make a stock movement for an inventory item."""
        await self.inventory_items.get(productId)  # 404 where there is none
        stock_movement = StockMovement(
            id=self.call.new_id("StockMovement"),
            productId=productId,
            warehouseId=request.warehouseId,
            quantity=request.quantity,
            at=datetime.now(UTC),
        )
        await self.stock_movements.add(stock_movement)
        self.work.publish(StockMoved(productId=productId, quantity=stock_movement.quantity))
        return stock_movement

    async def warehouses(self, *, limit: int = 50, cursor: str = "") -> Page[Warehouse]:
        """A page of warehouses."""
        return await self.warehouse_repository.page({}, limit=limit, cursor=cursor)

    async def reserve(self, request: ReserveItems) -> Reservation:
        """Make a reservation."""
        reservation = Reservation(id=self.call.new_id("Reservation"), orderId=request.orderId, items=request.items)
        await self.reservations.add(reservation)
        self.work.publish(InventoryReserved(orderId=reservation.orderId, reservationId=reservation.id))
        return reservation

    def refused_reserve(self, request: ReserveItems, reason: str) -> Refused:
        """To raise where `reserve` can't be: nothing else happens, and this is said."""
        return Refused(reason, InventoryReservationFailed(orderId=request.orderId, missing=[]))

    async def release(self, id: UUID) -> None:
        """Release a reservation, which removes it."""
        await self.reservations.remove(id)
