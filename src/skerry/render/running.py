"""A running system on a terminal: what happens to its parts, and what they print, each in its colour."""

from __future__ import annotations

from typing import TextIO

from skerry.render.snippet import visible
from skerry.render.style import Style
from skerry.run.happening import Happening, Line, State, Up

_COLOURS = (36, 33, 35, 32, 34, 96, 93, 95, 92, 94)  # SGR, one after the other
_SIGNS = {
    State.READY: "●",
    State.STARTING: "○",
    State.STOPPING: "○",
    State.STOPPED: "○",
    State.DEAD: "✗",
    State.GIVEN_UP: "✗",
}


class Console:
    """Writes to a stream; `quiet` leaves out what parts print and how they start."""

    def __init__(self, style: Style, stream: TextIO, *, quiet: bool = False) -> None:
        self._style, self._stream, self._quiet = style, stream, quiet
        self._colours: dict[str, int] = {}
        self._tails: dict[str, tuple[str, ...]] = {}

    def __call__(self, event: Happening | Line) -> None:
        """Shows what happened."""
        if isinstance(event, Line):
            if not self._quiet:
                self._write(f"{self._name(event.part)} {visible(event.text)}")
            return
        if event.state in (State.STARTING, State.STOPPING) or (
            self._quiet and event.state not in (State.DEAD, State.GIVEN_UP)
        ):
            return
        why = f": {visible(event.why)}" if event.why else ""
        where = f"  {event.url}" if event.url and event.state is State.READY else ""
        self._write(f"{self._name(event.part)} {_SIGNS[event.state]} {event.state}{why}{where}")
        if (
            self._quiet and event.tail and self._tails.get(event.part) != event.tail
        ):  # else each line of its log has been shown
            for line in event.tail:
                self._write(f"{self._name(event.part)}   {visible(line)}")
        self._tails[event.part] = event.tail

    def say(self, text: str) -> None:
        """A line about the whole."""
        self._write(text)

    def up(self, found: Up) -> None:
        """Everything is ready, or has failed once."""
        where = f" at {self._style.bold(found.url)}" if found.url else ""
        taken = f", {found.memory / 1e6:.0f} MB" if found.memory else ""
        parts = (
            f"{found.parts} parts" if not found.failed else f"{found.parts - len(found.failed)} of {found.parts} parts"
        )
        self._write(f"{self._style.bold(found.system)} is up{where}: {parts} in {found.seconds:.1f} s{taken}")
        for note in found.notes:
            self._write(note)
        for name, why in found.failed.items():
            self._write(f"{self._style.warning('without')} {name}: {visible(why)}")
        if not self._quiet:
            self._write("Ctrl-C ends it; `skerry ps`, `skerry logs` and `skerry trace` look into it")

    def _name(self, part: str) -> str:
        width = max(12, *(len(each) for each in (*self._colours, part)))
        colour = self._colours.setdefault(part, _COLOURS[len(self._colours) % len(_COLOURS)])
        padded = part.ljust(width)
        return f"\x1b[{colour}m{padded}\x1b[0m" if self._style.colour else padded

    def _write(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()
