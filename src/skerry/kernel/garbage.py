"""The garbage collector, kept from looking where there is nothing to find."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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


def _grown_up() -> None:
    """Counts all that lives as old: else the first value made after this has the collector go through everything that was built."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
