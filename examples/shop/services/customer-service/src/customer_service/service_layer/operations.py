"""What customer-service can be asked to do."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from customer_service.domain.messages import Customer, Preference, RegisterCustomer, RenameCustomer


class Operations(Protocol):
    """One method for each operation; an object of it serves one call."""

    async def register(self, request: RegisterCustomer) -> Customer:
        """Register a customer."""
        ...

    async def get(self, id: UUID) -> Customer:
        """One customer."""
        ...

    async def rename(self, id: UUID, request: RenameCustomer) -> Customer:
        """Rename a customer."""
        ...

    async def preferences(self, id: UUID) -> Preference:
        """The preferences of a customer."""
        ...

    async def prefer(self, id: UUID, request: Preference) -> Preference:
        """Set the preference of a customer, whether or not there was one."""
        ...
