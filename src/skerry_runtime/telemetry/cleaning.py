"""What is taken out of whatever is printed or sent: a service with sensitive data says how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Cleaner(Protocol):
    """Leaves out what nobody may read."""

    def text(self, text: str) -> str:
        """The text without it."""
        ...

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Attributes without it."""
        ...


class _Current:
    """That of this process; None: all is printed as it is."""

    cleaner: Cleaner | None = None


def clean_with(cleaner: Cleaner | None) -> Callable[[], None]:
    """Cleans all logs and spans with this one from now on; what is returned goes back to the one before."""
    before, _Current.cleaner = _Current.cleaner, cleaner

    def back() -> None:
        _Current.cleaner = before

    return back


def text(said: str) -> str:
    """A text as it may be printed."""
    return said if _Current.cleaner is None else _Current.cleaner.text(said)


def values(said: dict[str, Any]) -> dict[str, Any]:
    """Attributes as they may be printed."""
    return said if _Current.cleaner is None else _Current.cleaner.values(said)
