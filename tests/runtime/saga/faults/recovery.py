"""What comes after a crash: every state that it can leave is opened, and at each commit all sagas go on from one of them."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from skerry_runtime.saga.journal import checking

from .life import Lives
from .loop import timeless
from .recording import Moment, Recording
from .states import Crashes, State
from .world import World

JUMP = 30 * 3600.0  # seconds by which the clock of the machine is set between two lives


@dataclass
class Found:
    """What was looked at, counted, and what is wrong."""

    moments: int = 0
    states: Counter[str] = field(default_factory=Counter)
    lives: Counter[str] = field(default_factory=Counter)
    more: Counter[str] = field(default_factory=Counter)  # how many of these lives
    seconds: float = 0.0  # of processor time
    wrongs: list[str] = field(default_factory=list)

    def __iadd__(self, other: Found) -> Found:
        """What another has found as well."""
        self.moments += other.moments
        self.states += other.states
        self.lives += other.lives
        self.more += other.more
        self.seconds += other.seconds
        self.wrongs += other.wrongs
        return self


@dataclass
class _Outcome:
    """A database that states lead to, and one of them after a death, one after a power cut."""

    database: bytes
    states: dict[bool, State] = field(default_factory=dict)


@dataclass
class Recovery:
    """Looks at every `shares`-th moment of a recording, from number `share` on: at all states, and from one of them all sagas go on."""

    recording: Recording
    folder: Path
    share: int = 0
    shares: int = 1
    found: Found = field(default_factory=Found)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.share)
        self._crashes = Crashes(self.folder / "disk", self._dice)
        self._sagas = {(saga.name, saga.version): saga for saga in World().sagas()}

    def all(self) -> Found:
        """The whole share."""
        began = process_time()
        for number, moment in enumerate(self.recording.moments):
            if number % self.shares != self.share:
                self._crashes.skip(moment.changes)
                continue
            self.found.moments += 1
            outcome = self._dice.choice(self._outcomes(number, moment))
            self._goes_on(number, moment, self._dice.choice(list(outcome.states.values())))
        self.found.seconds += process_time() - began
        return self.found

    def _outcomes(self, number: int, moment: Moment) -> list[_Outcome]:
        """The databases before and after the commits of this moment. Every state leads to one of them: none is lost, none is half there."""
        before = self._crashes.begin()
        outcomes = [_Outcome(self._opened(number, before), {False: before})]
        for change in moment.changes:
            states = list(self._crashes.during(change))
            after = self._crashes.dead()
            database = self._opened(number, after)
            if database not in [outcome.database for outcome in outcomes]:
                outcomes.append(_Outcome(database))
                if number:  # the first one makes the tables
                    faults = checking.checked(self._crashes.folder / "sagas.db", self._sagas).faults
                    self.found.wrongs += [f"moment {number}: {fault}" for fault in faults]
            for state in (after, *states):
                database = database if state is after else self._opened(number, state)
                fitting = [outcome for outcome in outcomes if outcome.database == database]
                if not fitting:
                    self.found.wrongs.append(
                        f"moment {number}, {change.what}, {state.how}: is neither before nor after"
                    )
                elif state.power not in fitting[0].states or self._dice.random() < 0.2:
                    fitting[0].states[state.power] = state
        return outcomes

    def _opened(self, number: int, state: State) -> bytes:
        self.found.states[state.how] += 1
        try:
            return self._crashes.database(state)
        except sqlite3.Error as error:
            self.found.wrongs.append(f"moment {number}, {state.how}: {error}")
            return b""

    def _goes_on(self, number: int, moment: Moment, state: State) -> None:
        """A new process, perhaps with the clock set, which perhaps dies too, and one after it."""
        dice, jump = self._dice, self._dice.choice((-JUMP, 0.0, JUMP))
        with timeless() as clock:
            lives = Lives.after(moment.outside, self.folder / "lives", clock, self.recording.ids)
            files, deaths = state.files, [dice.randrange(1, 4000)] if dice.random() < 0.1 else []
            for at in (*deaths, 0):
                clock.now += 5.0
                if state.power:
                    lives.power_cut()
                clock.ahead += jump
                files = lives.live(files, dies_at=at).files.survivors(dice if state.power else None)
            # After a start of the machine, a clock that is ahead looks like a long night.
            lives.punctual = not (state.power and jump > 0)
            wrongs = lives.judged()
        self.found.lives["after a power cut" if state.power else "after a death"] += 1
        self.found.more["died again"] += len(deaths)
        self.found.more["with the clock set"] += jump != 0
        self.found.wrongs += [f"moment {number}, {state.how}, clock {jump:+.0f} s: {wrong}" for wrong in wrongs]
        shutil.rmtree(self.folder / "lives")
