"""The face of a service: HTTP with everything that its contracts promise, and the process that it runs in.

It is imported when it is asked for: the fork server, which is in here as well, says itself in which way it imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skerry_runtime.service.runner import main, run
    from skerry_runtime.service.service import Ended, Part, Service

__all__ = ["Ended", "Part", "Service", "main", "run"]

_ROOMS = {"Ended": "service", "Part": "service", "Service": "service", "main": "runner", "run": "runner"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
