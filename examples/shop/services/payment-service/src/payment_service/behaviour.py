"""What payment-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from uuid import UUID

from payment_service.domain.messages import Payment, PaymentStatus, Refund, TakePayment
from payment_service.service_layer.defaults import Defaults

DECLINED = "0002"  # payment methods whose id ends like this are declined, as test cards of card processors are


class Behaviour(Defaults):
    """Declines some cards, and knows what it has paid back."""

    async def take(self, request: TakePayment) -> Payment:
        """Take payment, unless the card is declined."""
        if str(request.paymentMethodId).endswith(DECLINED):
            raise self.refused_take(request, "the card was declined")
        return await super().take(request)

    async def refund(self, id: UUID) -> Refund:
        """Refund payment. From taken to refunded."""
        refund = await super().refund(id)
        payment = await self.payments.get(id)
        await self.payments.save(self.payments.moved(payment, PaymentStatus.REFUNDED, sources=(PaymentStatus.TAKEN,)))
        return refund
