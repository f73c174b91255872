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
            _grown_up()
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
            _grown_up()
            gc.enable()


@cache
def _nothing_at_the_end() -> None:
    atexit.register(gc.freeze)  # or the interpreter collects once more when it ends


def _grown_up() -> None:
    """Counts all that lives as old: else the first value made after this has the collector go through everything that was built."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
