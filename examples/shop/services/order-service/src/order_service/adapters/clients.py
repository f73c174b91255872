"""The services that order-service calls: one client each, in one version."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from skerry_runtime import Call, Client

from order_service.adapters import catalog_messages, customer_messages, inventory_messages, payment_messages


class CatalogService(Client):
    """catalog-service, v1."""

    service, version = "catalog-service", "v1"

    async def get(self, id: UUID, call: Call | None = None) -> catalog_messages.Product:
        """One product."""
        return await self.send("get", "GET", f"/products/{id}", answer=catalog_messages.Product, call=call)


class CustomerService(Client):
    """customer-service, v1."""

    service, version = "customer-service", "v1"

    async def get(self, id: UUID, call: Call | None = None) -> customer_messages.Customer:
        """One customer."""
        return await self.send("get", "GET", f"/customers/{id}", answer=customer_messages.Customer, call=call)


class InventoryService(Client):
    """inventory-service, v1."""

    service, version = "inventory-service", "v1"

    async def reserve(
        self, request: inventory_messages.ReserveItems, call: Call | None = None
    ) -> inventory_messages.Reservation:
        """Make a reservation."""
        return await self.send(
            "reserve",
            "POST",
            "/reservations",
            body=request,
            answer=inventory_messages.Reservation,
            call=call,
        )

    async def release(self, id: UUID, call: Call | None = None) -> None:
        """Release a reservation, which removes it."""
        await self.send("release", "DELETE", f"/reservations/{id}", call=call)


class PaymentService(Client):
    """payment-service, v1."""

    service, version = "payment-service", "v1"

    async def take(self, request: payment_messages.TakePayment, call: Call | None = None) -> payment_messages.Payment:
        """Take a payment."""
        return await self.send("take", "POST", "/payments", body=request, answer=payment_messages.Payment, call=call)

    async def refund(self, id: UUID, call: Call | None = None) -> payment_messages.Refund:
        """Make a refund for a payment."""
        return await self.send("refund", "POST", f"/payments/{id}/refund", answer=payment_messages.Refund, call=call)


@dataclass(frozen=True, slots=True)
class Clients:
    """All of them."""

    catalog_service: CatalogService
    customer_service: CustomerService
    inventory_service: InventoryService
    payment_service: PaymentService
