"""What inventory-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from skerry_runtime import Refused

from inventory_service.domain.messages import (
    InventoryItem,
    InventoryReservationFailed,
    MoveStock,
    Reservation,
    ReservedItem,
    ReserveItems,
    StockMoved,
    StockMovement,
)
from inventory_service.service_layer.defaults import Defaults


class Behaviour(Defaults):
    """Counts what is on the shelves, and what of it is promised to somebody."""

    async def move(self, productId: UUID, request: MoveStock) -> StockMovement:
        """Move stock in or out; the first movement of a product puts it on the shelf."""
        item = await self.inventory_items.find(productId) or InventoryItem(productId=productId, onHand=0, reserved=0)
        if item.onHand + request.quantity < item.reserved:
            raise Refused(
                f"{item.onHand - item.reserved} of {productId} are free, so {-request.quantity} can't be taken out"
            )
        movement = StockMovement(
            id=self.call.new_id("StockMovement"),
            productId=productId,
            warehouseId=request.warehouseId,
            quantity=request.quantity,
            at=datetime.now(UTC),
        )
        await self.stock_movements.add(movement)
        await self.inventory_items.put(item.model_copy(update={"onHand": item.onHand + request.quantity}))
        self.work.publish(StockMoved(productId=productId, quantity=request.quantity))
        return movement

    async def reserve(self, request: ReserveItems) -> Reservation:
        """Reserve all of the items, or none."""
        missing = [each.productId for each in request.items if not await self._promise(each, each.quantity)]
        if missing:
            said = InventoryReservationFailed(orderId=request.orderId, missing=missing)
            raise Refused(f"there is not enough of {len(missing)} products", said)
        return await super().reserve(request)

    async def release(self, id: UUID) -> None:
        """Release reservation: its items are free again."""
        reservation = await self.reservations.get(id)
        for each in reservation.items:
            await self._promise(each, -each.quantity)
        await super().release(id)

    async def _promise(self, item: ReservedItem, quantity: int) -> bool:
        """Promises so many, or gives them back; False if there are not enough."""
        stock = await self.inventory_items.find(item.productId)
        if stock is None or stock.onHand - stock.reserved < quantity:
            return False
        await self.inventory_items.save(stock.model_copy(update={"reserved": stock.reserved + quantity}))
        return True
