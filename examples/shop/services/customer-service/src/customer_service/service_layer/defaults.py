"""What customer-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from skerry_runtime import Work, agreed

from customer_service.domain.messages import (
    Account,
    Customer,
    CustomerRegistered,
    CustomerRenamed,
    Preference,
    RegisterCustomer,
    RenameCustomer,
)
from customer_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[None]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.customers = work.repository(Customer)
        self.accounts = work.repository(Account)
        self.preference_repository = work.repository(Preference)

    async def register(self, request: RegisterCustomer) -> Customer:
        """Register a customer."""
        customer = Customer(
            id=self.call.new_id("Customer"),
            name=request.name,
            email=request.email,
            since=datetime.now(UTC).date(),
        )
        await self.customers.add(customer)
        self.work.publish(CustomerRegistered(customerId=customer.id, name=customer.name))
        return customer

    async def get(self, id: UUID) -> Customer:
        """One customer."""
        return await self.customers.get(id)

    async def rename(self, id: UUID, request: RenameCustomer) -> Customer:
        """Rename a customer."""
        customer = await self.customers.get(id)
        customer = customer.model_copy(update={"name": request.name})
        await self.customers.save(customer)
        self.work.publish(CustomerRenamed(customerId=customer.id, name=customer.name))
        return customer

    async def preferences(self, id: UUID) -> Preference:
        """The preferences of a customer."""
        return await self.preference_repository.get(id)

    async def prefer(self, id: UUID, request: Preference) -> Preference:
        """Set the preference of a customer, whether or not there was one."""
        agreed(request.customerId, id, "/customerId")
        preference = Preference(customerId=id, language=request.language, channel=request.channel)
        await self.preference_repository.put(preference)
        return preference
