"""What is begun at once when a system is to run, before anything else is imported or generated: its lock, its folders, its fork server.

The fork server takes the longest; the rest of Skerry is imported and the model read while it imports what services need.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from skerry.run.guard import Guard
from skerry.run.infrastructure import Choice, modules
from skerry.run.parts.zygote import Zygote
from skerry.run.place import Place

_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Opening:
    """A system that nobody else can run now. `stopped` is set when it is to end, `began` is on the clock of `time.monotonic`."""

    root: Path
    place: Place
    zygote: Zygote
    guard: Guard
    stopped: asyncio.Event
    began: float


@asynccontextmanager
async def opened(root: Path, choice: Choice, *, fresh: bool = False) -> AsyncIterator[Opening]:
    """Opens the system of the model in this folder; `fresh` forgets what it has stored. SIGINT and SIGTERM ask it to end, and a second
    one ends it where it stands.

    Raises:
        AlreadyRunning: another process runs it.
    """
    place, began = Place.of(root), monotonic()
    with place.lock():
        place.make(fresh=fresh)
        found = Opening(
            root,
            place,
            Zygote(place.log("zygote"), modules(choice, root)),
            Guard(place.control),
            asyncio.Event(),
            began,
        )
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, _told, found)
        try:
            await found.zygote.start()
            yield found
        finally:
            await found.zygote.stop()
            place.control.unlink(missing_ok=True)
            found.guard.dismiss()
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)
                if found.stopped.is_set():
                    signal.signal(each, signal.SIG_IGN)  # asked again while the last line is written: it does end


def _told(opening: Opening) -> None:
    if opening.stopped.is_set():  # whoever asks twice does not want to wait: the kernel and the guard end the rest
        os._exit(_INTERRUPTED)
    opening.stopped.set()
