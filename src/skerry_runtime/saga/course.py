"""The course of a saga, the same on every engine: what is called when, and what follows from how it ends.

It remembers nothing itself. Whatever happens goes through a `Log`, so a worker that follows the course again comes to the same
point without calling anything that is known to have ended. Every decision rests on what the log has, never on a clock.
"""

from __future__ import annotations

from skerry_runtime.saga.attempts import LATE, Trial, tried
from skerry_runtime.saga.definition import OTHERWISE, Await, Json, Place, Saga, Step, Turn
from skerry_runtime.saga.log import Ended, Key, Log, Outcome, Perform, Then
from skerry_runtime.saga.port import How, Status


class Forced(Exception):
    """A person has ended the saga as it stands."""


class Course:
    """One saga on its way; `run` follows it to its end."""

    def __init__(self, saga: Saga, saga_id: str, start: Json, log: Log) -> None:
        self._saga, self._id, self._start, self._log = saga, saga_id, start, log
        self._deadline = log.began + saga.deadline
        self._last = log.began  # when the last outcome was recorded
        self._results: dict[str, Json] = {}
        self._seen: frozenset[int] = frozenset()

    async def run(self) -> Status:
        """Go forward, or back from where it failed."""
        way = Status.CONFIRMED
        try:
            for at in range(len(self._saga.steps)):
                undo = await self._forward(at)
                if undo is not None:
                    way = Status.COMPENSATED
                    await self._back(undo)
                    break
        except Forced:
            pass
        return way

    async def _forward(self, at: int) -> tuple[Step, ...] | None:
        """None if the part is done; else the steps to undo, in that order."""
        part, place = self._saga.steps[at], self._saga.place(at)
        what = "do" if isinstance(part, Step) else "wait"
        perform, then = self._performing(part, place), self._then(at)
        if place is Place.AFTER:
            outcome = await self._until_done(what, part.name, perform, then)
        else:
            outcome = await self._once(Key(what, part.name), perform, then)
        if not outcome.done:
            return self._to_undo(at, outcome)
        self._results[part.name] = outcome.value
        return None

    def _then(self, at: int) -> Then:
        """The status that follows from the outcome of this part."""

        def then(outcome: Outcome) -> Status:
            if outcome.done:
                return Status.CONFIRMED if at == len(self._saga.steps) - 1 else Status.RUNNING
            if self._saga.place(at) is Place.AFTER:
                return Status.RUNNING
            return Status.COMPENSATING if self._to_undo(at, outcome) or self._saga.otherwise else Status.COMPENSATED

        return then

    def _to_undo(self, at: int, outcome: Outcome) -> tuple[Step, ...]:
        """What was done, last first; a step that failed unsurely may have been done as well. A wait, or a question, leaves nothing."""
        count = at + 1 if outcome.ended is Ended.UNSURE else at
        return tuple(
            step for step in reversed(self._saga.steps[:count]) if isinstance(step, Step) and not step.harmless
        )

    async def _back(self, undo: tuple[Step, ...]) -> None:
        """Undo, and then call what ends the saga; what fails here parks it."""
        for at, step in enumerate(undo):
            last = at == len(undo) - 1 and not self._saga.otherwise
            await self._until_done("undo", step.name, self._undoing(step), _compensating(last))
        if self._saga.otherwise:
            end = Step(OTHERWISE, self._saga.otherwise)
            trial = Trial(end.do, self._turn(OTHERWISE), end.undo_attempts, end.backoff, end.timeout, content=True)
            await self._until_done("do", OTHERWISE, lambda: tried(trial, self._log), _compensating(True))

    async def _until_done(self, what: str, step: str, perform: Perform, then: Then) -> Outcome:
        """Do what has to happen: where it fails, a person decides."""
        again = 0
        while not (outcome := await self._once(Key(what, step, again), perform, then)).done:
            repair = await self._log.parked(Key(what, step, again), outcome.reason)
            if repair.how is How.FORCE:
                raise Forced
            self._last, again = repair.at, again + 1
            if repair.how is How.SKIP:
                return await self._once(Key(what, step, again), self._skipping, then)
        return outcome

    async def _once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        outcome = await self._log.once(key, perform, then)
        self._last = outcome.at
        self._seen |= {outcome.event}
        return outcome

    async def _skipping(self) -> Outcome:
        return Outcome(Ended.DONE, self._log.now(), reason="skipped by a person", attempts=0)

    def _performing(self, part: Step | Await, place: Place) -> Perform:
        if isinstance(part, Await):
            return lambda: self._waiting(part, place)
        if place is Place.PIVOT and self._last >= self._deadline:
            # The last outcome came too late, so whoever follows this again decides alike: the pivot has never been called.
            return self._refusing
        bounded = place is Place.BEFORE
        trial = Trial(
            part.do,
            self._turn(part.name),
            part.attempts if bounded else None,
            part.backoff,
            part.timeout,
            self._deadline if bounded else None,
        )
        return lambda: tried(trial, self._log)

    def _undoing(self, step: Step) -> Perform:
        assert step.undo  # only what comes before the pivot is undone
        trial = Trial(
            step.undo, self._turn(step.name, undo=True), step.undo_attempts, step.backoff, step.timeout, content=True
        )
        return lambda: tried(trial, self._log)

    def _turn(self, step: str, undo: bool = False) -> Turn:
        key = f"{self._id}/{step}"
        return Turn(
            self._id, self._start, dict(self._results), f"{key}/undo" if undo else key, key if undo else "", 0.0
        )

    async def _refusing(self) -> Outcome:
        return Outcome(Ended.REFUSED, self._log.now(), reason=LATE, attempts=0)

    async def _waiting(self, part: Await, place: Place) -> Outcome:
        """Until the event is there, or the limit has passed, or, before the pivot, the deadline."""
        limit = self._last + part.limit
        late = place is Place.BEFORE and self._deadline < limit
        types = tuple(filter(None, (part.ok, part.fail)))
        until = self._deadline if late else limit
        signal = await self._log.signal(types, self._seen, until)
        now = self._log.now()
        if signal is None or signal.at > until:  # while nobody looked, the event came too late: it is as good as none
            return Outcome(Ended.REFUSED, now, reason=LATE if late else f"no {part.ok} within {part.limit:g} s")
        if signal.type == part.ok:
            return Outcome(Ended.DONE, now, signal.data, event=signal.number)
        return Outcome(Ended.REFUSED, now, signal.data, f"{part.fail} came", event=signal.number)


def _compensating(last: bool) -> Then:
    return lambda outcome: Status.COMPENSATED if last and outcome.done else Status.COMPENSATING
