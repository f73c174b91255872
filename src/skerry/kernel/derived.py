"""What others work out from a frozen value, made once and kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Derives:
    """A value that remembers what was made of it: `graph.derived(Flows)`."""

    def derived(self, make: Callable[[Self], T]) -> T:
        """The result of `make` on this value; made when it is first asked for."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}
