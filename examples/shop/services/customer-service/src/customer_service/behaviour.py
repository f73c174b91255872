"""What customer-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from customer_service.domain.messages import Customer, Preference, RegisterCustomer
from customer_service.service_layer.defaults import Defaults


class Behaviour(Defaults):
    """Whoever registers has preferences from the beginning."""

    async def register(self, request: RegisterCustomer) -> Customer:
        """Register customer, who is written to in English until something else is preferred."""
        customer = await super().register(request)
        await self.preference_repository.add(Preference(customerId=customer.id, language="en", channel="email"))
        return customer
