"""Has what a system runs on generated, by a process of its own: the model and the generators take more memory than the supervisor."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from skerry.run.process import dies_with_parent


class CannotRun(Exception):
    """The system can't be run; the message says why and what to do."""


class Said(msgspec.Struct, frozen=True):
    """What `skerry.workbench.prepare` says: what it has done, in lines, or why nothing can be run, or what in it is wrong."""

    lines: tuple[str, ...] = ()
    why: str = ""
    bug: str = ""
    trace: str = ""


async def prepared(model: Path) -> tuple[str, ...]:
    """Generates what is missing or out of date; what was done, in lines.

    Raises:
        CannotRun: the model has errors, or edits disagree with what would be written.
        RuntimeError: an error that nobody foresaw, with its traceback as a note.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "skerry.workbench.prepare", str(model), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, start_new_session=True, preexec_fn=dies_with_parent(),
    )  # fmt: skip
    written, _ = await process.communicate()
    try:
        said = msgspec.json.decode(written, type=Said)
    except msgspec.DecodeError as error:
        raise CannotRun(f"{model} could not be generated: that process ended with {process.returncode}") from error
    if said.bug:
        unforeseen = RuntimeError(f"while {model} was generated: {said.bug}")
        unforeseen.add_note(said.trace)
        raise unforeseen
    if said.why:
        raise CannotRun(said.why)
    return said.lines
