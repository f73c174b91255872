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
    agreed,
    known,
    made_id,
)

if TYPE_CHECKING:
    from skerry_runtime.clients import Client
    from skerry_runtime.saga import Await, Json, Saga, Step, Turn
    from skerry_runtime.service import Service
    from skerry_runtime.service.standard import Own, standard
    from skerry_runtime.store import Page, Repository, View, Work

__all__ = [
    "Await", "Call", "Client", "Conflict", "Forbidden", "Invalid", "Json", "NotFound", "Own", "Page", "Refused", "Repository", "Saga",
    "Service", "Step", "Turn", "Unavailable", "Undone", "View", "Work", "agreed", "known", "made_id", "standard",
]  # fmt: skip

_ROOMS = {
    "Await": "saga", "Client": "clients", "Json": "saga", "Own": "service.standard", "Page": "store", "Repository": "store",
    "Saga": "saga", "Service": "service", "Step": "saga", "Turn": "saga", "View": "store", "Work": "store",
    "standard": "service.standard",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
