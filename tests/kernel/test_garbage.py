"""The collector is off while much is built, on again afterwards, and finds what a command left."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from skerry.kernel.garbage import uncollected, uncollected_command


class Ring:
    def __init__(self) -> None:
        self.myself = self


@pytest.mark.parametrize("context", [uncollected, uncollected_command])
def test_it_is_on_again_and_finds_rings(context: Callable[[], AbstractContextManager[None]]) -> None:
    with context():
        assert not gc.isenabled()
        left = weakref.ref(Ring())
    assert gc.isenabled()
    gc.collect()
    assert left() is None


def test_behind_a_command_nothing_is_looked_through_until_somebody_asks() -> None:
    program = (
        "import gc\nfrom skerry.kernel.garbage import uncollected_command\nphases = []\n"
        "with uncollected_command():\n    kept = [[] for _ in range(100_000)]\n"
        "    gc.callbacks.append(lambda phase, info: phases.append(info['generation']))\n"
        "more = [[] for _ in range(100)]\nprint(phases)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_who_has_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected_command():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
