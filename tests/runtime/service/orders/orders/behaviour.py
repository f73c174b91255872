"""Behaviour as a person would write it."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import UUID

from orders.domain.messages import (
    CreateOrder,
    Money,
    Order,
    OrderCancelled,
    OrderCreated,
    OrderStatus,
    Payment,
    PaymentCompleted,
    PaymentFailed,
    TakePayment,
    UpdateOrder,
)
from skerry_runtime import Invalid, Page, Refused, Work

S = OrderStatus


class Behaviour:
    def __init__(self, work: Work[None]) -> None:
        self.work, self.call = work, work.call
        self.orders = work.repository(Order)
        self.payments = work.repository(Payment)

    async def place(self, request: CreateOrder) -> Order:
        if request.note == "boom":
            raise ZeroDivisionError("secret detail of the inside")
        if request.note == "slow":
            await asyncio.sleep(1.0)
        if request.note == "empty":
            raise Invalid("an order needs items", (("/items", "is empty"),))
        order = Order(
            id=self.call.new_id("Order"), customerId=request.customerId, items=request.items, total=_total(request.items),
            shipTo=request.shipTo, status=S.PENDING, note=request.note,
        )  # fmt: skip
        await self.orders.add(order)
        self.work.publish(OrderCreated(orderId=order.id, customerId=order.customerId, totalAmount=order.total))
        self.work.start("OrderCreation", order, request)
        return order

    async def change(self, id: UUID, request: UpdateOrder) -> Order:
        order = await self.orders.get(id)
        order = order.model_copy(
            update={"items": request.items, "shipTo": request.shipTo, "total": _total(request.items)}
        )
        await self.orders.save(order)
        return order

    async def cancel(self, id: UUID, event: PaymentFailed | None = None) -> Order:
        order = await self.orders.get(id)
        order = self.orders.moved(order, S.CANCELLED, sources=(S.PENDING, S.CONFIRMED))
        await self.orders.save(order)
        reason = event.reason if event else None
        self.work.publish(OrderCancelled(orderId=order.id, customerId=order.customerId, reason=reason))
        return order

    async def get(self, id: UUID) -> Order:
        return await self.orders.get(id)

    async def list(self, status: OrderStatus | None = None, limit: int = 50, cursor: str = "") -> Page[Order]:
        return await self.orders.page({"status": status}, limit=limit, cursor=cursor)

    async def confirm(self, id: UUID) -> Order:
        order = self.orders.moved(await self.orders.get(id), S.CONFIRMED, sources=(S.PENDING,))
        await self.orders.save(order)
        return order

    async def bump(self, id: UUID) -> Order:
        """Counts in the note: whoever loses an update is seen."""
        order = await self.orders.get(id)
        order = order.model_copy(update={"note": str(int(order.note or 0) + 1)})
        await self.orders.save(order)
        return order

    async def take(self, request: TakePayment) -> Payment:
        if request.amount.amount > 1000:
            raise Refused("the card was declined")
        payment = Payment(
            id=self.call.new_id("Payment"), orderId=request.orderId, amount=request.amount, status="taken"
        )
        await self.payments.add(payment)
        self.work.publish(PaymentCompleted(paymentId=payment.id, orderId=payment.orderId))
        return payment

    async def refund(self, id: UUID) -> Payment:
        payment = await self.payments.get(id)
        payment = payment.model_copy(update={"status": "refunded"})
        await self.payments.save(payment)
        return payment

    async def drop(self, id: UUID) -> None:
        await self.payments.remove(id)

    async def ask(self, id: UUID) -> Payment:
        return await self.payments.get(id)


def _total(items) -> Money:
    amount = sum((item.price.amount * item.quantity for item in items), Decimal())
    return Money(amount=amount, currency="EUR")
