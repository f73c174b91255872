"""The types of inventory-service, as far as it is called from here.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Reservation(_Record):
    """`inventory.Reservation`."""

    id: UUID
    orderId: UUID
    items: Annotated[list[ReservedItem], Field(max_length=1000)]


class ReserveItems(_Record):
    """`inventory.ReserveItems`."""

    orderId: UUID
    items: Annotated[list[ReservedItem], Field(max_length=1000)]


class ReservedItem(_Record):
    """`inventory.ReservedItem`."""

    productId: UUID
    quantity: Annotated[int, Field(ge=1)]
