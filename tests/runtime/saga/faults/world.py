"""Services that live on whatever happens to the journal, and sagas of every shape on them; each tells how it has to end."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from skerry_runtime import Refused, Undone
from skerry_runtime.saga import Await, Do, Json, Saga, Step, Turn

DAY = 86_400.0
FIRST = ("reserve", "pay")
SHAPES = ("confirmed", "declined", "unsure", "undo-fails", "undo-parks", "deadline", "tail-parks", "answered",
          "turned-down", "never", "late", "early")  # fmt: skip
WAITING = ("answered", "turned-down", "never", "late", "early")
ENDS = {
    **dict.fromkeys(("confirmed", "tail-parks", "answered", "early"), "confirmed"),
    **dict.fromkeys(("declined", "unsure", "undo-fails", "undo-parks", "deadline"), "compensated"),
    **dict.fromkeys(("turned-down", "never", "late"), "compensated"),
}


def shape(saga: str) -> str:
    return saga.partition("/")[0]


@dataclass
class World:
    """Every service has keys and tombstones, as ours have: a call that was answered for good is answered in the same way again.

    Tests also count what would go wrong without them: `asked` are the calls of each key, `late` those after their undo was asked.
    """

    answers: dict[str, Json | Exception] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    effects: dict[str, list[str]] = field(default_factory=dict)  # of each saga, in their order
    asked: Counter[str] = field(default_factory=Counter)
    late: int = 0
    repaired: set[str] = field(default_factory=set)

    def sagas(self) -> list[Saga]:
        undone = [Step(name, self._do(name), self._undo(name), undo_attempts=3) for name in FIRST]
        kept = [Step(name, self._do(name)) for name in ("ship", "notify")]
        wait = Await("answer", "Answered", "TurnedDown", "id", DAY)
        cancel = self._do("cancel")
        slow = replace(undone[1], attempts=1000, backoff=5.0)
        return [
            Saga("slow", 1, (undone[0], slow, *kept), 60.0, lambda start: "", cancel),
            Saga("plain", 1, (*undone, *kept), 60.0, lambda start: "", cancel),
            Saga("waits", 1, (undone[0], wait, undone[1], *kept), 2 * DAY, lambda start: str(start["id"]), cancel),
        ]

    def _do(self, step: str) -> Do:
        async def do(turn: Turn) -> Json:
            self.asked[turn.key] += 1
            self.late += turn.key in self.gone
            await asyncio.sleep(0.01)
            return self._answered(turn, step, lambda: self._decided(step, turn))

        return do

    def _undo(self, step: str) -> Do:
        async def undo(turn: Turn) -> Json:
            self.asked[turn.key] += 1
            self.gone.add(turn.undoes)
            await asyncio.sleep(0.01)
            return self._answered(turn, f"un{step}", lambda: self._taken_back(turn, step))

        return undo

    def _answered(self, turn: Turn, what: str, decide: Any) -> Json:
        if turn.key in self.gone:
            raise Undone("taken back already")
        if turn.key not in self.answers:
            try:
                self.answers[turn.key] = decide()
            except _Unstored:
                raise
            except Refused as refused:
                self.answers[turn.key] = refused
        found = self.answers[turn.key]
        if isinstance(found, Exception):
            raise found
        return found

    def _decided(self, step: str, turn: Turn) -> Json:
        of = shape(turn.saga)
        if step == "pay" and of in ("declined", "undo-fails", "undo-parks"):
            raise Refused("card declined")
        if step == "pay" and of == "deadline":
            raise OSError("down")
        if step == "notify" and of == "tail-parks" and turn.saga not in self.repaired:
            raise OSError("down") if self.asked[turn.key] == 1 else _Unstored("unknown address")
        done = self.effects.setdefault(turn.saga, [])
        if step not in done or of != "unsure":
            done.append(step)
        if step == "pay" and of == "unsure":
            raise OSError("the answer is lost")
        return {"by": step}

    def _taken_back(self, turn: Turn, step: str) -> Json:
        of, n = shape(turn.saga), self.asked[turn.key]
        if step == "reserve" and (
            (of == "undo-fails" and n < 3) or (of == "undo-parks" and turn.saga not in self.repaired)
        ):
            raise OSError("down")
        done = self.effects.setdefault(turn.saga, [])
        if step in done:
            done.append(f"un{step}")
        return {}

    def wrongs(self, saga: str, status: str, punctual: bool = True) -> list[str]:
        """What does not fit how this saga ended; where it was not punctual, it may have been undone as well."""
        done = self.effects.get(saga, [])
        twice = [step for step, count in Counter(done).items() if count > 1]
        said = [f"{step} took effect twice" for step in twice]
        if status == "confirmed":
            should = {*FIRST, "ship", "notify"}
        else:
            there = [step for step in FIRST if step in done]
            should = {*there, *(f"un{step}" for step in there), "cancel"}
            back = [step for step in done if step.startswith("un")]
            said += ["undone in another order"] if back != [f"un{step}" for step in reversed(there)] else []
        if status != ENDS[shape(saga)] and (punctual or status != "compensated"):
            said.append(f"has to end {ENDS[shape(saga)]}")
        said += [] if set(done) == should else [f"effects are {done}"]
        return [f"{saga} is {status}: {each}" for each in said]


class _Unstored(Refused):
    """A definite no that the service forgets, so that it may say yes when a person has mended what was wrong."""
