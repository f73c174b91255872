"""What most values of a model have in common: they know where they stand, and do not differ by it."""

from __future__ import annotations

from msgspec import Struct


class Placed(Struct, frozen=True, eq=False, gc=False):
    """A value with a `span`; two are equal where everything else of them is."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = self.__struct_fields__
        return all(getattr(self, name) == getattr(other, name) for name in names if name != "span")

    def __hash__(self) -> int:
        return hash(tuple([getattr(self, name) for name in self.__struct_fields__ if name != "span"]))
