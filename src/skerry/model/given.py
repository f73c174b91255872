"""A value together with where it was written; what cascades, and what `show` explains, is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from skerry.kernel.span import Span

T = TypeVar("T")
HERE = Span("")


@dataclass(frozen=True, slots=True)
class Given(Generic[T]):
    """`value` as written at `span`; two given values are equal where their values are."""

    value: T
    span: Span = field(default=HERE, compare=False, repr=False)

    def __str__(self) -> str:
        return str(self.value)
