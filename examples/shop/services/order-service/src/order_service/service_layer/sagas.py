"""The sagas that order-service drives."""

from __future__ import annotations

from skerry_runtime import Await, Json, Own, Saga, Step, Turn

from order_service.adapters import inventory_messages, payment_messages
from order_service.adapters.clients import Clients
from order_service.domain.messages import CreateOrder, Order


class OrderCreation:
    """Started by `place`."""

    def __init__(self, own: Own, clients: Clients) -> None:
        self.own, self.clients = own, clients

    def definition(self) -> Saga:
        """The steps in their order, and how long they may take (seconds)."""
        return Saga(
            name="OrderCreation",
            version=1,
            deadline=259200.0,
            correlation=lambda start: str(start["output"]["id"]),
            steps=(
                Step("reserve", do=self.reserve, undo=self.release),
                Step("take", do=self.take, undo=self.refund, attempts=4, backoff=0.2, timeout=5.0),
                Step("confirm", do=self.confirm),
                Await(
                    "shipped",
                    ok="shop.orders.shipped.v1",
                    fail="shop.orders.shipment-refused.v1",
                    by="orderId",
                    limit=172800.0,
                ),
            ),
            otherwise=self.cancel,
        )

    async def reserve(self, turn: Turn) -> Json:
        """Make a reservation, at inventory-service."""
        order = Order.model_validate(turn.start["output"])
        reservation = await self.clients.inventory_service.reserve(
            inventory_messages.ReserveItems(
                orderId=order.id,
                items=[
                    inventory_messages.ReservedItem(productId=item.productId, quantity=item.quantity)
                    for item in order.items
                ],
            ),
            call=turn.call,
        )
        return reservation.model_dump(mode="json")

    async def release(self, turn: Turn) -> Json:
        """Undoes `reserve`."""
        await self.clients.inventory_service.release(turn.made("Reservation"), call=turn.call)
        return {}

    async def take(self, turn: Turn) -> Json:
        """Take a payment, at payment-service."""
        order = Order.model_validate(turn.start["output"])
        request = CreateOrder.model_validate(turn.start["input"])
        payment = await self.clients.payment_service.take(
            payment_messages.TakePayment(
                orderId=order.id,
                customerId=order.customerId,
                amount=payment_messages.Money(amount=order.total.amount, currency=order.total.currency),
                paymentMethodId=request.paymentMethodId,
            ),
            call=turn.call,
        )
        return payment.model_dump(mode="json")

    async def refund(self, turn: Turn) -> Json:
        """Undoes `take`."""
        refund = await self.clients.payment_service.refund(turn.made("Payment"), call=turn.call)
        return refund.model_dump(mode="json")

    async def confirm(self, turn: Turn) -> Json:
        """Confirm an order, at order-service."""
        order = Order.model_validate(turn.start["output"])
        return await self.own.run("confirm", turn.call, id=order.id)

    async def cancel(self, turn: Turn) -> Json:
        """Cancel an order, at order-service."""
        order = Order.model_validate(turn.start["output"])
        return await self.own.run("cancel", turn.call, id=order.id)
