"""What generated services import, and what a hand-written one enjoys. What is heavy is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skerry_runtime.operations import (
    Call,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
    Undone,
    made_id,
)

if TYPE_CHECKING:
    from skerry_runtime.service import Service
    from skerry_runtime.store import Page, Repository, View, Work

__all__ = [
    "Call", "Conflict", "Forbidden", "Invalid", "NotFound", "Page", "Refused", "Repository", "Service", "Unavailable", "Undone",
    "View", "Work", "made_id",
]  # fmt: skip

_ROOMS = {"Page": "store", "Repository": "store", "Service": "service", "View": "store", "Work": "store"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
