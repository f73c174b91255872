"""What card-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from card_service.domain.messages import CardPayment, ChargeCard
from card_service.service_layer.defaults import Defaults

DECLINED = "0002"  # a test number, as card processors have them


class Behaviour(Defaults):
    """Charges every card but the one that is made to be declined. A refund is told to the processor: nothing changes here."""

    async def charge(self, request: ChargeCard) -> CardPayment:
        """Charge a card, unless it is declined."""
        if request.number.endswith(DECLINED):
            raise self.refused_charge(request, "the card was declined")
        return await super().charge(request)
