"""The types of catalog-service, as far as it is called from here.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Money(_Record):
    """An exact amount with its currency, ISO 4217."""

    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Brand(_Record):
    """`catalog.Brand`."""

    id: UUID
    name: Annotated[str, Field(max_length=10000)]


class Category(_Record):
    """`catalog.Category`."""

    id: UUID
    name: Annotated[str, Field(max_length=10000)]
    parent: UUID | None = None


class Product(_Record):
    """`catalog.Product`."""

    id: UUID
    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=10000)]
    price: Money
    category: Category
    variants: Annotated[list[Variant], Field(max_length=1000)]
    brand: Brand | None = None


class Variant(_Record):
    """`catalog.Variant`."""

    sku: Annotated[str, Field(max_length=10000)]
    name: Annotated[str, Field(max_length=10000)]
