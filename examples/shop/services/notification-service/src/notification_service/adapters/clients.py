"""The services that notification-service calls: one client each, in one version."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skerry_runtime import Call, Client

from notification_service.adapters import customer_messages


class CustomerService(Client):
    """customer-service, v1."""

    service, version = "customer-service", "v1"

    async def preferences(self, id: UUID, call: Call | None = None) -> customer_messages.Preference:
        """The preferences of a customer."""
        return await self.send(
            "preferences",
            "GET",
            f"/customers/{id}/preferences",
            answer=customer_messages.Preference,
            call=call,
        )


@dataclass(frozen=True, slots=True)
class Clients:
    """All of them."""

    customer_service: CustomerService
