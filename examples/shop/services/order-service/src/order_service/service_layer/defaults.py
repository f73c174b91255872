"""What order-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from skerry_runtime import Page, Work, known

from order_service.adapters.clients import Clients
from order_service.domain.messages import (
    CreateOrder,
    Money,
    Order,
    OrderCancelled,
    OrderConfirmed,
    OrderCreated,
    OrderFulfilled,
    OrderItem,
    OrderStatus,
    OrderUpdated,
    RequestReturn,
    Return,
    ReturnRequested,
    UpdateOrder,
)
from order_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[Clients]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.orders = work.repository(Order)
        self.returns = work.repository(Return)

    async def place(self, request: CreateOrder) -> Order:
        """Place an order."""
        await known(self.clients.customer_service.get(request.customerId), "/customerId")
        order = Order(
            id=self.call.new_id("Order"),
            customerId=request.customerId,
            items=request.items,
            total=_total(request.items),
            shipTo=request.shipTo,
            status=OrderStatus.PENDING,
        )
        await self.orders.add(order)
        self.work.publish(
            OrderCreated(orderId=order.id, customerId=order.customerId, items=order.items, totalAmount=order.total)
        )
        self.work.start("OrderCreation", order, request)
        return order

    async def change(self, id: UUID, request: UpdateOrder) -> Order:
        """Change an order."""
        order = await self.orders.get(id)
        order = order.model_copy(
            update={"items": request.items, "total": _total(request.items), "shipTo": request.shipTo},
        )
        await self.orders.save(order)
        self.work.publish(OrderUpdated(orderId=order.id, items=order.items, totalAmount=order.total))
        return order

    async def cancel(self, id: UUID) -> Order:
        """Cancel an order. From pending or confirmed to cancelled."""
        order = await self.orders.get(id)
        order = self.orders.moved(order, OrderStatus.CANCELLED, sources=(OrderStatus.PENDING, OrderStatus.CONFIRMED))
        await self.orders.save(order)
        self.work.publish(OrderCancelled(orderId=order.id, customerId=order.customerId))
        return order

    async def get(self, id: UUID) -> Order:
        """One order."""
        return await self.orders.get(id)

    async def list(self, *, status: OrderStatus | None = None, limit: int = 50, cursor: str = "") -> Page[Order]:
        """A page of orders, narrowed by `status`."""
        return await self.orders.page({"status": status}, limit=limit, cursor=cursor)

    async def return_(self, id: UUID, request: RequestReturn) -> Return:
        """Make a return for an order."""
        await self.orders.get(id)  # 404 where there is none
        return_ = Return(id=self.call.new_id("Return"), orderId=id, items=request.items, reason=request.reason)
        await self.returns.add(return_)
        self.work.publish(ReturnRequested(orderId=id, returnId=return_.id))
        return return_

    async def confirm(self, id: UUID) -> Order:
        """Confirm an order. From pending to confirmed."""
        order = await self.orders.get(id)
        order = self.orders.moved(order, OrderStatus.CONFIRMED, sources=(OrderStatus.PENDING,))
        await self.orders.save(order)
        self.work.publish(OrderConfirmed(orderId=order.id, customerId=order.customerId, shipTo=order.shipTo))
        return order

    async def fulfil(self, id: UUID) -> Order:
        """Fulfil an order. From confirmed to fulfilled."""
        order = await self.orders.get(id)
        order = self.orders.moved(order, OrderStatus.FULFILLED, sources=(OrderStatus.CONFIRMED,))
        await self.orders.save(order)
        self.work.publish(OrderFulfilled(orderId=order.id))
        return order


def _total(items: Sequence[OrderItem]) -> Money:
    """What the items cost together; without any, nothing in no currency (ISO 4217: XXX)."""
    amount = sum((item.price.amount * item.quantity for item in items), Decimal())
    return Money(amount=amount, currency=items[0].price.currency if items else "XXX")
