"""The types of customer-service, as far as it is called from here.

Written from the model by `skerry contracts write`; change the model instead.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Record(BaseModel):
    """What all records have in common: they cannot be changed, and leave out what they do not know.

    Fields that are None are left out of JSON: `model_dump_json(exclude_none=True)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Preference(_Record):
    """`customers.Preference`."""

    customerId: UUID
    language: Annotated[str, Field(max_length=10000)]
    channel: Literal["email", "sms", "none"]
