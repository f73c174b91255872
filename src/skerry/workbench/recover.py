"""A fleet that runs, as a model: read it, and write the text that a team goes on with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from skerry.facts.fleet import Fleet
from skerry.kernel.event import Listener, silent
from skerry.kernel.problem import Problem
from skerry.model import files, load
from skerry.model.load import SUFFIX
from skerry.workbench.draft import Origin
from skerry.workbench.draft_as_is import text
from skerry.workbench.models import write_schema
from skerry.workbench.read import facts_of, fleet_of, nothing_there, unknown_deployment


@dataclass(frozen=True, slots=True)
class Recovered:
    """The fleet (None where there was nothing to read), the model's text, and where it was written; `refused` says why it was not."""

    fleet: Fleet | None
    text: str = ""
    written: tuple[Path, ...] = ()
    refused: str = ""
    problems: tuple[Problem, ...] = ()


def recover(path: Path, out: Path | None, listener: Listener = silent, deployment: str = "") -> Recovered:
    """Reads the fleet at `path`, or one deployment of it, and writes its model into `out`; where one stands there it is left as it is."""
    code = facts_of(path, listener=listener)
    if nothing_there(code):
        return Recovered(None, problems=code.problems)
    fleet = fleet_of(path, code, deployment)
    if wrong := unknown_deployment(fleet):
        return Recovered(None, problems=wrong)
    source = os.path.relpath(path.resolve(), (out or Path()).resolve())
    said = text(fleet, Origin(f"{Path(source).as_posix()}/**"))
    if out is None:
        return Recovered(fleet, said)
    if out.is_dir() and (standing := files(out)):
        why = f"{standing[0]} stands there and is left as it is: `skerry drift {out} --on {path}` says what differs from it"
        return Recovered(fleet, said, refused=why)
    target = out / f"system{SUFFIX}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        target.write_text(said, encoding="utf-8", newline="\n")
    except OSError as error:
        return Recovered(fleet, said, refused=f"{error.filename}: {error.strerror}")
    write_schema(out, load(out))
    return Recovered(fleet, said, (target,))
