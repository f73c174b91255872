"""The types of customer-service of shop: what it takes, gives and publishes.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Account(_Record):
    """`customers.Account`."""

    id: UUID
    customerId: UUID
    login: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    locked: bool


class Address(_Record):
    """`shared.Address`."""

    street: Annotated[str, Field(max_length=10000)]
    city: Annotated[str, Field(max_length=10000)]
    postcode: Annotated[str, Field(max_length=10000)]
    country: Annotated[str, Field(max_length=10000)]


class Customer(_Record):
    """`customers.Customer`."""

    id: UUID
    name: Annotated[str, Field(max_length=10000)]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    since: date
    address: Address | None = None


class CustomerRegistered(_Record):
    """`customers.CustomerRegistered`."""

    customerId: UUID
    name: Annotated[str, Field(max_length=10000)]


class CustomerRenamed(_Record):
    """`customers.CustomerRenamed`."""

    customerId: UUID
    name: Annotated[str, Field(max_length=10000)]


class Preference(_Record):
    """`customers.Preference`."""

    customerId: UUID
    language: Annotated[str, Field(max_length=10000)]
    channel: Literal["email", "sms", "none"]


class RegisterCustomer(_Record):
    """`customers.RegisterCustomer`."""

    name: Annotated[str, Field(max_length=10000)]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class RenameCustomer(_Record):
    """`customers.RenameCustomer`."""

    name: Annotated[str, Field(max_length=10000)]
