"""Where a command's output goes, and what that place can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from skerry.render.style import Style


@dataclass(frozen=True, slots=True)
class Terminal:
    """Results go to `stdout`, progress and errors to `stderr`.

    `is_tty` says that a person watches `stderr`; `width` is in columns.
    """

    stdout: TextIO
    stderr: TextIO
    colour: bool = False
    width: int = 80
    is_tty: bool = False

    @property
    def style(self) -> Style:
        """The paint for both streams."""
        return Style(self.colour)

    def say(self, text: str) -> None:
        """Writes a piece of the result, and ends its line."""
        self.stdout.write(text if text.endswith("\n") else text + "\n")

    def note(self, text: str) -> None:
        """Writes something about the result beside it, and ends its line."""
        self.stderr.write(text if text.endswith("\n") else text + "\n")


def open_terminal(when: str, environment: Mapping[str, str]) -> Terminal:
    """The process's own terminal; `when` is `auto`, `always` or `never` and says whether to colour."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names of files may hold what the terminal's encoding cannot write
            stream.reconfigure(errors="backslashreplace")
    return Terminal(
        stdout=sys.stdout,
        stderr=sys.stderr,
        colour=_coloured(when, environment, sys.stdout.isatty()),
        width=max(40, shutil.get_terminal_size((100, 24)).columns),
        is_tty=sys.stderr.isatty() and environment.get("TERM") != "dumb",
    )


def _coloured(when: str, environment: Mapping[str, str], tty: bool) -> bool:
    if when != "auto":
        return when == "always"
    return tty and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def this_environment() -> Mapping[str, str]:
    """The variables of this process."""
    return os.environ
