"""The garbage collector, kept from looking where there is nothing to find."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def uncollected() -> Iterator[None]:
    """Many small values are built without cycles: to look for cycles among them costs up to half of the time for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def uncollected_command() -> Iterator[None]:
    """For a whole command: the process ends behind it, and what it built is given back without being looked through."""
    _nothing_at_the_end()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.unfreeze()  # it all counts as old now; as young, the next new object would have it looked through
            gc.enable()


@cache
def _nothing_at_the_end() -> None:
    atexit.register(gc.freeze)  # or the interpreter collects once more when it ends
