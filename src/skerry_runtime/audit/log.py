"""Group commit: whoever appends waits until the record is durable; one thread writes what has come meanwhile, with one fsync."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import threading
from typing import Any

from skerry_runtime.audit.chain import Chain, now
from skerry_runtime.audit.entry import Entry
from skerry_runtime.operations import Unavailable

log = logging.getLogger("skerry.audit")
_Waiting = tuple[dict[str, Any], asyncio.AbstractEventLoop | None, "asyncio.Future[None] | None"]


class Unwritten(Unavailable):
    """The access could not be written down, so it is not given."""


class AuditLog:
    """A log and its thread."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._open = threading.Lock()  # so that nothing comes behind the None that ends the thread
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)

    def start(self) -> None:
        """Takes the log up where it ended.

        Raises:
            OSError: it can't be written, or another process has it.
        """
        self._chain.open()
        self._thread.start()

    async def append(self, entry: Entry) -> None:
        """Writes it; it is durable when this returns.

        Raises:
            Unwritten: it could not be written.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        values = entry.values()
        with self._open:
            if self._ending:
                raise Unwritten("the service is ending, and writes no audit log any more")
            self._waiting.put(({"at": now(), **values}, loop, done))
        await done

    def note(self, values: dict[str, Any]) -> None:
        """Has something written that nobody waits for; from any thread."""
        with self._open:
            if not self._ending:
                self._waiting.put(({"at": now(), **values}, None, None))

    def stop(self) -> None:
        """Writes what waits, and closes the log."""
        with self._open:
            self._ending = True
            self._waiting.put(None)
        self._thread.join()
        try:
            self._chain.close()
        except OSError as error:
            log.error("the audit log could not be closed: %s", error)

    def _run(self) -> None:
        while batch := self._taken():
            error: Unwritten | None = None
            try:
                self._chain.append([values for values, _, _ in batch])
            except Exception as reason:  # whatever it is: who waits has to be told
                log.critical("the audit log can't be written, so accesses are refused: %s", reason)
                error = Unwritten("the access could not be written to the audit log, so it is not given", after=5.0)
            _answered(batch, error)

    def _taken(self) -> list[_Waiting]:
        """What waits, one at least; nothing once it ends."""
        found: list[_Waiting] = []
        while (each := self._waiting.get()) is not None:
            found.append(each)
            if self._waiting.empty():
                return found
        if found:
            self._waiting.put(None)
        return found


def _answered(batch: list[_Waiting], error: Unwritten | None) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for _, loop, done in batch:
        if loop is not None and done is not None:
            loops.setdefault(loop, []).append(done)
    for loop, waiting in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it those who waited
            loop.call_soon_threadsafe(_settled, waiting, error)


def _settled(waiting: list[asyncio.Future[None]], error: Unwritten | None) -> None:
    for done in waiting:
        if not done.done():
            done.set_result(None) if error is None else done.set_exception(error)
