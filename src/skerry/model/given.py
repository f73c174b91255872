"""A value together with where it was written; what cascades, and what `show` explains, is given."""

from __future__ import annotations

from typing import Generic, TypeVar

from skerry.kernel.span import Span
from skerry.model.placed import Placed

T = TypeVar("T")
HERE = Span("")


class Given(Placed, Generic[T], frozen=True):
    """`value` as written at `span`; two given values are equal where their values are."""

    value: T
    span: Span = HERE

    def __str__(self) -> str:
        return str(self.value)
