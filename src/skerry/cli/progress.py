"""The line on the terminal that shows how far long work has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from skerry.cli.terminal import Terminal
from skerry.kernel.event import Listener, Progressed, silent

_PAUSE = 0.1  # seconds between two drawings: as often as an eye can follow, and costs nothing
_ERASE = "\r\x1b[K"


@contextmanager
def progress(terminal: Terminal) -> Iterator[Listener]:
    """A listener that draws on `stderr` if a person watches it, else says nothing; the line is gone at the end."""
    if not terminal.is_tty:
        yield silent
        return
    try:
        yield _Line(terminal)
    finally:
        terminal.stderr.write(_ERASE)
        terminal.stderr.flush()


class _Line:
    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._drawn = float("-inf")
        self._step = ""

    def __call__(self, event: Progressed) -> None:
        now = monotonic()
        if event.step == self._step and now - self._drawn < _PAUSE:
            return
        self._step, self._drawn = event.step, now
        self._terminal.stderr.write(_ERASE + _text(event)[: self._terminal.width - 1])
        self._terminal.stderr.flush()


def _text(event: Progressed) -> str:
    if event.total:
        return f"{event.step}  {event.done:,} of {event.total:,}  {100 * event.done // event.total} %"
    return f"{event.step}  {event.done:,}" if event.done else event.step
