"""Documents from the model: what would be written where, and the writing. Each format has a folder, and a record of what it wrote there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from skerry.contracts.write.writer import Asked, Documents, Writer
from skerry.contracts.writers import writers
from skerry.kernel.artefacts import Fate, Plan, plan, write
from skerry.kernel.problem import Problem, Severity
from skerry.model import Loaded, load
from skerry.model.system import System

FOLDER = "contracts"


@dataclass(frozen=True, slots=True)
class Planned:
    """What would happen, by format; nothing where the model or what was written before can't be read."""

    plans: dict[str, Plan]
    problems: tuple[Problem, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether everything could be read."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def changes(self) -> bool:
        """Whether anything would be written or removed."""
        return any(planned.changes for planned in self.plans.values())

    @property
    def edited(self) -> tuple[str, ...]:
        """The files that stay as people edited them, with their folder."""
        return tuple(f"{name}/{path}" for name, planned in self.plans.items() for path in planned.edited)


def contracts_plan(model: Path, out: Path, only: Collection[str] = (), asked: Asked | None = None) -> Planned:
    """What `contracts write` would do in `out`, for all formats or for `only` some; writes nothing."""
    loaded = load(model)
    if not loaded.sound:
        return Planned({}, loaded.problems)
    chosen = [writer for name, writer in writers().items() if not only or name in only]
    root = model if model.is_dir() else model.parent
    return _planned(loaded, out, chosen, replace(asked or Asked(), root=root))


def contracts_write(planned: Planned) -> None:
    """Does what was planned."""
    for each in planned.plans.values():
        write(each)


def _planned(loaded: Loaded, out: Path, chosen: list[Writer], asked: Asked) -> Planned:
    plans: dict[str, Plan] = {}
    problems = list(loaded.problems)
    for writer in chosen:
        made = _made(writer, loaded.system, out / writer.name, asked)
        problems += made.problems
        found = _with_merged(plan(out / writer.name, made.files), made)
        if found.fates:
            plans[writer.name] = found
    broken = any(problem.severity is Severity.ERROR for problem in problems)
    return Planned({} if broken else plans, tuple(problems))


def _made(writer: Writer, system: System, folder: Path, asked: Asked) -> Documents:
    return writer.write(system, replace(asked, before=lambda name: _text(folder / name)))


def _with_merged(found: Plan, made: Documents) -> Plan:
    fates = {
        path: Fate.CHANGE if fate is Fate.EDITED and path in made.merged else fate for path, fate in found.fates.items()
    }
    return replace(found, fates=fates)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
