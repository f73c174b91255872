"""How one call is tried: until it is certain how it ended, its attempts are used up, or the time is."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from skerry_runtime.operations import Already, OperationError, Refused, Unavailable, Undone
from skerry_runtime.saga.definition import Do, Json, Turn
from skerry_runtime.saga.log import Ended, Log, Outcome
from skerry_runtime.telemetry import span

LONGEST_PAUSE = 30.0  # seconds between two attempts
LATE = "the deadline of the saga has passed"
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trial:
    """A call and how it is tried; `attempts` None until it is certain; `deadline` is a Unix time, None for none; else seconds.

    `content`: that a thing is in the wanted state already is as good as having brought it there. True for what takes back: a room
    that is reserved already is none that this saga has reserved, but an order that somebody else has cancelled is cancelled.
    """

    do: Do
    turn: Turn
    attempts: int | None
    backoff: float
    timeout: float
    deadline: float | None = None
    content: bool = False

    @property
    def step(self) -> str:
        """What is called: `pay`, or `pay/undo`."""
        return self.turn.key.removeprefix(f"{self.turn.saga}/")

    def seconds(self, now: float) -> float:
        """How long one call may take."""
        return self.timeout if self.deadline is None else min(self.timeout, self.deadline - now)

    def settled_by(self, error: OperationError) -> bool:
        """Whether asking again is of no use. What takes back is not stored where it met a conflict, so it may succeed later."""
        return isinstance(error, (Refused, Undone)) if self.content else error.definite

    def pause(self, number: int, now: float, asked: float = 0.0) -> float:
        """How long to wait after the failure of this attempt, at least as long as was `asked`; never beyond the deadline.

        An attempt that comes while a breaker is open would be lost. Not all sagas that wait for it come at the same moment.
        """
        long = min(LONGEST_PAUSE, max(self.backoff * 2.0 ** min(number - 1, 32), asked * random.uniform(1.0, 1.3)))
        return long if self.deadline is None else max(0.0, min(long, self.deadline - now))


async def tried(trial: Trial, log: Log) -> Outcome:
    """Call until it is certain. What passed its deadline before a call is unsure as well: an earlier worker may have called."""
    number, reason, pace = 0, "", log.paces.of(trial.step)
    while trial.attempts is None or number < trial.attempts:
        async with pace.turn() as call:
            seconds = trial.seconds(log.now())
            if seconds <= 0:
                return Outcome(Ended.UNSURE, log.now(), reason=f"{LATE}; {reason}" if reason else LATE, attempts=number)
            await log.allowed()
            number += 1
            outcome, asked = await _call(trial, seconds, number, log.now)
            call.answered = outcome.ended is not Ended.UNSURE
        if call.answered:
            return outcome
        reason = outcome.reason
        _logger.warning("saga %s: %s, attempt %d: %s", trial.turn.saga, trial.turn.key, number, reason)
        if number != trial.attempts:
            await asyncio.sleep(trial.pause(number, log.now(), asked))
    return Outcome(Ended.UNSURE, log.now(), reason=reason, attempts=number)


async def _call(trial: Trial, seconds: float, number: int, now: Callable[[], float]) -> tuple[Outcome, float]:
    """What came of one call, and how many seconds the other side asked to wait."""
    turn = replace(trial.turn, deadline=seconds)
    try:
        with _span(trial, number):
            async with asyncio.timeout(seconds) as limit:
                value = plain(await trial.do(turn))
        return Outcome(Ended.DONE, now(), value, attempts=number), 0.0
    except Already as already:
        ended = Ended.DONE if trial.content else Ended.REFUSED
        return Outcome(ended, now(), reason=said(already), attempts=number), 0.0
    except Exception as error:
        if isinstance(error, OperationError) and trial.settled_by(error):
            return Outcome(Ended.REFUSED, now(), reason=said(error), attempts=number), 0.0
        asked = error.after if isinstance(error, Unavailable) else 0.0
        reason = f"no answer within {seconds:.3g} s" if limit.expired() else said(error)
        return Outcome(Ended.UNSURE, now(), reason=reason, attempts=number), asked


def _span(trial: Trial, number: int) -> span:
    """The step in the trace of the call that started the saga."""
    named = {"saga.id": trial.turn.saga, "saga.attempt": number}
    return span(f"saga {trial.step}", parent=str(trial.turn.start.get("traceparent", "")), attributes=named)


def plain(value: Any) -> Json:
    """The value as it will be read back, so that the next step sees the same whether or not the saga was interrupted.

    Raises:
        TypeError, ValueError: it is no JSON object.
    """
    read: Any = json.loads(json.dumps({} if value is None else value, allow_nan=False))
    if not isinstance(read, dict):
        raise TypeError(f"a step returns a JSON object, but this is {type(value).__name__}")
    return read


def said(error: BaseException) -> str:
    """An error in one line, of at most 500 characters."""
    return f"{type(error).__name__}: {error}".partition("\n")[0].rstrip(": ")[:500]
