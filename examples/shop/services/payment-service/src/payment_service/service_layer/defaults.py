"""What payment-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from uuid import UUID

from skerry_runtime import Refused, Work

from payment_service.domain.messages import (
    Payment,
    PaymentCompleted,
    PaymentFailed,
    PaymentMethod,
    PaymentRefunded,
    PaymentStatus,
    Refund,
    TakePayment,
    Transaction,
)
from payment_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[None]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.payments = work.repository(Payment)
        self.payment_methods = work.repository(PaymentMethod)
        self.transactions = work.repository(Transaction)
        self.refunds = work.repository(Refund)

    async def take(self, request: TakePayment) -> Payment:
        """Take a payment."""
        payment = Payment(
            id=self.call.new_id("Payment"),
            orderId=request.orderId,
            customerId=request.customerId,
            amount=request.amount,
            status=PaymentStatus.TAKEN,
        )
        await self.payments.add(payment)
        self.work.publish(PaymentCompleted(paymentId=payment.id, orderId=payment.orderId))
        return payment

    def refused_take(self, request: TakePayment, reason: str) -> Refused:
        """To raise where `take` can't be: nothing else happens, and this is said."""
        return Refused(reason, PaymentFailed(orderId=request.orderId, reason=reason))

    async def refund(self, id: UUID) -> Refund:
        """Make a refund for a payment."""
        payment = await self.payments.get(id)
        refund = Refund(id=self.call.new_id("Refund"), paymentId=id, amount=payment.amount)
        await self.refunds.add(refund)
        self.work.publish(PaymentRefunded(paymentId=id, orderId=payment.orderId, amount=refund.amount))
        return refund

    async def get(self, id: UUID) -> Payment:
        """One payment."""
        return await self.payments.get(id)
