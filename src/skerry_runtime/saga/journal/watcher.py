"""Looks after what never comes: events that sagas wait for, when the time for them runs out."""

from __future__ import annotations

import logging
from collections.abc import Callable

from skerry_runtime.saga.journal import reading
from skerry_runtime.saga.journal.reading import Due
from skerry_runtime.saga.journal.writer import Writer
from skerry_runtime.saga.news import News

_EVERY = 10.0  # seconds between two looks
_MOST = 1000  # waits that are looked at each time
_logger = logging.getLogger(__name__)


class Watcher:
    """Logs each wait that nears its end, and each that is past it while nobody acts on that; each once."""

    def __init__(self) -> None:
        self._last = float("-inf")
        self._told: set[tuple[str, float, bool]] = set()

    async def look(self, writer: Writer, now: Callable[[], float], news: News) -> None:
        """Look, unless that was done a moment ago."""
        if now() - self._last < _EVERY:
            return
        self._last = now()
        found = await writer.read(lambda c: reading.due(c, now(), _MOST))
        seen = {(each.id, each.due, each.overdue) for each in found}
        for each in found:
            if (each.id, each.due, each.overdue) not in self._told:
                _tell(each, each.due - now())
        self._told = seen
        if any(each.overdue for each in found):
            news.tell()  # after the machine has slept, those who wait are woken too late


def _tell(each: Due, left: float) -> None:
    extra = {"event": "saga.overdue" if each.overdue else "saga.due", "saga": each.id, "due": each.due}
    if each.overdue:
        text = "saga %s waits for %s since its time is over (%.0f s ago), and no worker acts on it"
        _logger.error(text, each.id, each.waits, -left, extra=extra)
    else:
        _logger.warning("saga %s waits for %s, and its time is over in %.0f s", each.id, each.waits, left, extra=extra)
