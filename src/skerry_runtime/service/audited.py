"""What is written to the audit log about the jobs of a service: those that touch tagged data, and those that were refused it.

The record of a change is durable before the change is: of a process that dies in between, the log says too much, never too little. If
the change fails then, a second record says so. A read is written down before its answer leaves.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from skerry_runtime import spec
from skerry_runtime.audit import ORIGIN, AuditLog, Entry
from skerry_runtime.audit.entry import ALLOWED, FAILED, REFUSED
from skerry_runtime.operations import BEGAN, Call
from skerry_runtime.service.answer import Answer
from skerry_runtime.store import Work

_READING = ("GET", "HEAD")


class Trail(Protocol):
    """What is written down about one job."""

    async def answered(self, work: Work[Any], answer: Answer) -> None:
        """It will be answered like this, once what it changes is committed."""

    async def replayed(self, answer: Answer) -> None:
        """It was answered before, and is answered like that again."""

    async def ended(self, status: int) -> None:
        """It has ended early."""


class Untold:
    """Nothing."""

    async def answered(self, work: Work[Any], answer: Answer) -> None:
        """Nothing."""

    async def replayed(self, answer: Answer) -> None:
        """Nothing."""

    async def ended(self, status: int) -> None:
        """Nothing."""


UNTOLD = Untold()


@dataclass(frozen=True, slots=True)
class _About:
    """What an operation can touch, as the specification has it; `reading`: it changes nothing."""

    tagged: bool
    reading: bool


class Auditor:
    """Decides what is written down; writes nothing where no data is tagged, or the policy says so."""

    def __init__(self, service: spec.Spec, log: AuditLog | None) -> None:
        self._log, self._writes = log, service.audit.log == "writes"
        self._rules: dict[str, list[spec.Datum]] = {}
        for each in service.data:
            self._rules.setdefault(each.entity, []).append(each)
        self._about = {each.name: self._of(each) for each in service.operations}

    def trail(self, operation: str, call: Call) -> Trail:
        """That of a job."""
        if self._log is None:
            return UNTOLD
        return _Trail(self, operation, call, self._about.get(operation, _About(False, False)))

    async def write(self, entry: Entry) -> None:
        """Writes an entry.

        Raises:
            Unwritten: it could not be written.
        """
        if self._log is not None:
            if (origin := ORIGIN.get()) is not None:
                origin.written = True
            await self._log.append(entry)

    def wanted(self, about: _About, *, touched: bool, changed: bool) -> bool:
        """Whether a job is written down."""
        return (touched or changed or about.tagged) and (changed or not (self._writes and about.reading))

    def tags(self, entities: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tags and the fields of these entities."""
        found = [each for name in dict.fromkeys(entities) for each in self._rules.get(name, ())]
        return tuple(dict.fromkeys(each.tag for each in found)), tuple(f"{each.entity}.{each.field}" for each in found)

    def _of(self, operation: spec.Operation) -> _About:
        named = {operation.entity, operation.input, operation.output} & self._rules.keys()
        reading = bool(operation.routes) and all(each.method in _READING for each in operation.routes)
        return _About(bool(named), reading)


@dataclass(slots=True)
class _Trail:
    auditor: Auditor
    operation: str
    call: Call
    about: _About
    last: Entry | None = field(default=None)

    async def answered(self, work: Work[Any], answer: Answer) -> None:
        """Writes it, unless the same stands there already: others have only changed the same things meanwhile."""
        reads, writes = work.seen, work.changed
        if not self.auditor.wanted(self.about, touched=bool(reads), changed=bool(writes)):
            return
        await self._write(self._entry(answer.status, reads, writes))

    async def replayed(self, answer: Answer) -> None:
        """Writes it: what was given once is given again."""
        if self.auditor.wanted(self.about, touched=False, changed=False):
            await self._write(self._entry(answer.status, replayed=True))

    async def ended(self, status: int) -> None:
        """Writes it where it could have touched tagged data, or where a record says already that it would."""
        if self.last is not None and self.last.status == status:
            return
        if self.last is not None or self.auditor.wanted(self.about, touched=False, changed=False):
            await self._write(self._entry(status))

    async def _write(self, entry: Entry) -> None:
        if entry != self.last:
            await self.auditor.write(entry)
            self.last = entry

    def _entry(
        self,
        status: int,
        reads: Mapping[str, list[str]] | None = None,
        writes: Mapping[str, list[str]] | None = None,
        *,
        replayed: bool = False,
    ) -> Entry:
        tags, fields = self.auditor.tags([*(reads or {}), *(writes or {})])
        outcome = ALLOWED if status < 400 else (REFUSED if status in (401, 403) else FAILED)
        return Entry(self.operation, status, outcome, self.call, reads or {}, writes or {}, tags, fields, replayed)


async def refused(log: AuditLog, method: str, path: str, status: int, headers: Mapping[bytes, bytes]) -> None:
    """Writes down a request that nothing was performed for."""
    names = ("skerry-caller", "skerry-roles", "skerry-purpose", "traceparent", BEGAN)
    said = {name: headers[name.encode()].decode("latin-1") for name in names if name.encode() in headers}
    roles = tuple(each.strip() for each in said.get("skerry-roles", "").split(",") if each.strip())
    call = Call(caller=said.get("skerry-caller", ""), roles=roles, headers=said)
    await log.append(Entry(f"{method} {path[:200]}", status, REFUSED, call))


class Handshakes(logging.Handler):
    """Writes down what is said about connections that were refused before they could ask for anything.

    Whoever refuses one says so as a warning to the logger `skerry.identity`, with `extra={"peer": …}`.
    """

    def __init__(self, log: AuditLog) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Has it written, if it is about a peer; nobody waits for it."""
        if not hasattr(record, "peer"):
            return
        peer = str(record.peer)[:200]
        why = {"reason": record.getMessage()[:200]}
        self._log.note({"kind": "handshake", "from": {"peer": peer}, "why": why, "outcome": REFUSED})
