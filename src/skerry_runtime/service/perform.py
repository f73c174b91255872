"""Performs operations: each in a unit of work of its own, each effect once, what a saga took back never (again).

Nothing is locked while an operation runs. Its answer is written with its effect; if another execution with the same key was faster, or
somebody changed the same thing, nothing of this one is written.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from skerry_runtime import spec
from skerry_runtime.audit import Unwritten
from skerry_runtime.operations import (
    CALL,
    Already,
    Call,
    Conflict,
    Forbidden,
    InProgress,
    NotFound,
    OperationError,
    Refused,
    Unavailable,
    Undone,
)
from skerry_runtime.privacy.cleaning import KNOWN
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.audited import UNTOLD, Auditor, Trail
from skerry_runtime.service.binding import Bound
from skerry_runtime.service.problems import BadRequest, PreconditionFailed, Problems
from skerry_runtime.service.refusals import Refusals
from skerry_runtime.store import Store, Work
from skerry_runtime.store.answers import Stored, Taken, bury, find, keep, sealed
from skerry_runtime.store.change import Stale
from skerry_runtime.store.cursor import ForeignCursor
from skerry_runtime.store.mapping import Mapped as Table
from skerry_runtime.store.work import ChangedSince
from skerry_runtime.telemetry import span, traceparent
from skerry_runtime.trust.rows import Asked, Rows

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard

log = logging.getLogger("skerry.service")
ATTEMPTS = 8  # at one operation whose things others change at the same time
NOTHING = Stored(204, (("skerry-undone", "nothing"),), b"")
Values = dict[str, Any]
Shape = Callable[[Any, Work[Any], Values], Answer]


class KeyReused(OperationError):
    """The idempotency key was used for another request."""

    status, kind = 422, "key-reused"  # and not definite: the first request under that key may have been done


@dataclass(frozen=True, slots=True)
class Job:
    """One execution: what is asked, by whom, and how the answer looks. `fingerprint` tells requests with one key apart.

    `keyed`: its answer is kept under the call's key. `guard`: the versions (`If-Match`) that the thing may have. `trail` is what is
    written down about it.
    """

    operation: spec.Operation
    bound: Bound
    values: Values
    call: Call
    shape: Shape
    fingerprint: str = ""
    keyed: bool = True
    guard: tuple[Table[Any], frozenset[int] | None] | None = None
    trail: Trail = UNTOLD


class _Turn:
    """Those who were too late for one thing try it again one after the other: side by side, each would spoil it for all others."""

    def __init__(self, turns: WeakValueDictionary[str, asyncio.Lock]) -> None:
        self._turns = turns
        self._name = ""
        self._held: asyncio.Lock | None = None

    async def wait(self, thing: str) -> None:
        """Waits for the turn with this thing, and has it until `over`; of one thing at a time, so that nobody waits in a circle."""
        if self._held is not None and self._name == thing:
            return
        self.over()
        lock = self._turns.setdefault(thing, asyncio.Lock())
        await lock.acquire()
        self._name, self._held = thing, lock

    def over(self) -> None:
        """Lets the next one try."""
        if self._held is not None:
            self._held.release()
            self._held = None


class Performer:
    """Performs the operations of one service."""

    def __init__(
        self,
        store: Store,
        behaviour: type[Any],
        clients: Any,
        problems: Problems,
        refusals: Mapping[str, Refusals],
        auditor: Auditor,
        guard: Guard | None = None,
        rows: Rows | None = None,
    ) -> None:
        self._store, self._behaviour, self._clients = store, behaviour, clients
        self._guard, self._rows = guard, rows
        self._problems, self._refusals, self._auditor = problems, refusals, auditor
        self._running: set[str] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def perform(self, job: Job) -> Answer:
        """The answer; a problem if it ended early.

        Raises:
            Exception: an error of the behaviour's own, of which nothing was written.
        """
        with span(job.operation.name, kind="server", parent=job.call.headers.get("traceparent", "")):
            call = _traced(job.call)
            job = replace(job, call=call, trail=self._auditor.trail(job.operation.name, call))
            try:
                return await self._performed(job)
            except OperationError as error:  # it could not be written down
                return self._problems.of(error)

    async def _performed(self, job: Job) -> Answer:
        under_way = CALL.set(job.call)
        if (sources := KNOWN.get()) is not None:
            sources.append(lambda: (job.values,))
        try:
            return await self._answered(job)
        except Unwritten:
            raise
        except Exception:
            await job.trail.ended(500)
            raise
        finally:
            CALL.reset(under_way)

    async def _answered(self, job: Job) -> Answer:
        answer = await self._tolerated(job)
        if answer.status >= 400:
            await job.trail.ended(answer.status)
        return answer

    async def _tolerated(self, job: Job) -> Answer:
        """The answer, or the problem that an error becomes."""
        try:
            if self._guard:
                self._guard.admit(job.operation, job.call.identity)
            else:
                allowed(job)
            return await (self._once(job) if job.keyed else self._executed(job))
        except Unwritten:
            raise
        except OperationError as error:
            return self._problems.of(error)
        except ForeignCursor as error:
            return self._problems.of(BadRequest(str(error)))
        except ChangedSince:
            return self._problems.of(PreconditionFailed())
        except DBAPIError as error:
            if not unreachable(error):
                raise
            log.warning("the database does not answer: %s", error.orig)
            return self._problems.of(Unavailable("the database does not answer"))

    async def _once(self, job: Job) -> Answer:
        """The answer that is kept under the key, or that of doing it now."""
        key = job.call.key
        if key in self._running:
            raise InProgress("the same request is in progress; ask again in a moment")
        self._running.add(key)
        try:
            for _ in range(ATTEMPTS):
                known = await self._known(key)
                if known:
                    answer = self._again(known, job.fingerprint)
                    await job.trail.replayed(answer)
                    return answer
                try:
                    return await (self._undone(job) if job.call.undoes else self._executed(job))
                except Taken:
                    continue  # in another process: it knows the answer now
            raise InProgress("the same request is in progress; ask again in a moment")
        finally:
            self._running.discard(key)

    def _again(self, known: Stored, fingerprint: str) -> Answer:
        if known.tombstone:
            raise Undone("a saga has taken this back, so it will not happen")
        if known.erased:
            raise NotFound("what this was about has been erased")
        if known.fingerprint != fingerprint:
            raise KeyReused("this idempotency key was used for another request; choose a new one for each")
        return Answer(known.status, known.headers, known.body).with_headers(("idempotency-replayed", "true"))

    async def _executed(self, job: Job, also: Callable[[Connection], None] | None = None) -> Answer:
        """Does it, again if somebody else changed the same things meanwhile."""
        turn = _Turn(self._turns)
        try:
            return await self._in_turn(job, also, turn)
        finally:
            turn.over()

    async def _in_turn(self, job: Job, also: Callable[[Connection], None] | None, turn: _Turn) -> Answer:
        for attempt in range(ATTEMPTS):
            work: Work[Any] = Work(self._store, job.call, self._reached(job.call), job.operation.name)
            if job.guard:
                work.guard(*job.guard)
            if (sources := KNOWN.get()) is not None:
                sources.append(work.things)
            asked = await self._rows.before(job.operation, job.values, job.call, work) if self._rows else None
            answer = await self._tried(job, work, asked, undoing=also is not None)
            await job.trail.answered(work, answer)
            try:
                await self._committed(job, work, answer, also)
                return answer
            except Stale as stale:
                await turn.wait(str(stale))
                await asyncio.sleep(random.uniform(0, 0.001 * 2**attempt))
            except Conflict as error:  # a key or a unique value is taken
                if also is not None or not job.keyed:
                    raise
                work.forget()
                answer = self._problems.of(error)
                await job.trail.ended(answer.status)
                await self._committed(job, work, answer, also)
                return answer
        raise Unavailable("others change the same things all the time")

    async def _tried(self, job: Job, work: Work[Any], asked: Asked | None, *, undoing: bool) -> Answer:
        """What the behaviour says; a definite no is an answer as well, and leaves nothing to be written but its events."""
        try:
            found = await _in_time(job, self._behaviour(work))
            seen = await self._rows.after(asked, found, work) if self._rows else found
            return job.shape(seen, work, job.values)
        except Refused as error:
            if undoing:
                raise
            work.forget(self._refusals[job.operation.name].events(error, job.values, work.published))
            return self._problems.of(error)
        except OperationError as error:
            if undoing or error.status >= 500 or not job.keyed:
                raise
            work.forget()
            return self._problems.of(error)

    async def _committed(
        self, job: Job, work: Work[Any], answer: Answer, also: Callable[[Connection], None] | None
    ) -> None:
        if not job.keyed:
            if not work.idle:
                await work.commit()
            return
        stored = Stored(answer.status, answer.headers, answer.body, job.fingerprint)

        def first(connection: Connection) -> None:
            answer = sealed(connection, job.call.key, stored, self._store.vault, work.subject)
            keep(connection, job.call.key, job.operation.name, answer)
            if also is not None:
                also(connection)

        await work.commit(first)

    async def _undone(self, job: Job) -> Answer:
        """Takes back what was done under another key, if it was; sees to it that it will not be done any more."""
        key, name = job.call.undoes, job.operation.name
        known = await self._known(key)
        if known and not known.tombstone and known.status < 400:
            try:
                return await self._executed(job, lambda connection: bury(connection, key, name, known))
            except (NotFound, Already) as error:
                log.info("%s has nothing to undo any more: %s", name, error.detail)
        nothing = Stored(NOTHING.status, NOTHING.headers, NOTHING.body, job.fingerprint)

        def write(connection: Connection) -> None:
            keep(connection, job.call.key, name, nothing)
            bury(connection, key, name, known)

        await self._store.database.write(write)
        return Answer(nothing.status, nothing.headers)

    def _reached(self, call: Call) -> Any:
        """The clients, with the call's deadline and trace where they take them."""
        within = getattr(self._clients, "within", None)
        return within(call) if within else self._clients

    async def _known(self, key: str) -> Stored | None:
        return await self._store.database.peek(lambda connection: find(connection, key, self._store.vault))


def _traced(call: Call) -> Call:
    """The same, whose events, sagas and calls belong to the span that is current."""
    trace = traceparent()
    if not trace or trace == call.headers.get("traceparent"):
        return call
    return replace(call, headers={**call.headers, "traceparent": trace})


async def _in_time(job: Job, behaviour: Any) -> Any:
    """What the behaviour returns, before the caller's deadline. Only thinking is cut off: what is being committed is waited for."""
    if job.call.deadline is None:
        return await job.bound.call(behaviour, job.values)
    late = Unavailable("the caller's deadline has passed; nothing was done")
    if not job.call.remaining():
        raise late
    try:
        async with asyncio.timeout(job.call.remaining()) as limit:
            return await job.bound.call(behaviour, job.values)
    except TimeoutError as error:
        raise late if limit.expired() else error from error


def allowed(job: Job) -> None:
    """Checks the roles that a proxy has read off the caller's token, where trust is off and it says any.

    Raises:
        Forbidden: none of them may do this.
    """
    roles, granted = job.call.roles, job.operation.roles
    if roles and granted and not set(roles) & set(granted):
        raise Forbidden(f"{job.operation.name} is for {' or '.join(granted)}")


def unreachable(error: DBAPIError) -> bool:
    """Whether the database is away, rather than the statement wrong."""
    name = type(error.orig).__name__
    return error.connection_invalidated or name in (
        "OperationalError",
        "InterfaceError",
        "AdminShutdown",
        "CannotConnectNow",
    )
