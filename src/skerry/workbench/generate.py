"""Artefacts from the model: what would be written where, and the writing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from skerry.generate.generator import Asked
from skerry.generate.generators import generators
from skerry.kernel.artefacts import LEDGER, Plan, plan, write
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.words import nearest
from skerry.model import load


@dataclass(frozen=True, slots=True)
class Planned:
    """What would happen, by kind and folder; nothing where the model can't be read. `unknown` is a service that is not there, and the
    nearest name."""

    plans: dict[str, Plan]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, str] | None = None

    @property
    def sound(self) -> bool:
        """Whether everything could be read."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def changes(self) -> bool:
        """Whether anything would be written or removed."""
        return any(each.changes for each in self.plans.values())

    @property
    def conflicts(self) -> dict[str, tuple[int, ...]]:
        """The files in which what was edited and what would be written disagree, and at which lines."""
        return {
            f"{name}/{path}" if name else path: lines
            for name, each in self.plans.items()
            for path, lines in each.conflicts.items()
        }

    @property
    def foreign(self) -> bool:
        """Whether somebody else's files are in the way."""
        return any(each.foreign for each in self.plans.values())


def generate_plan(model: Path, out: Path, kinds: Collection[str] = (), services: Collection[str] = ()) -> Planned:
    """What `generate` would do below `out`, for all kinds or some, for all services or some; writes nothing."""
    loaded = load(model)
    if not loaded.sound:
        return Planned({}, (), loaded.problems)
    missing = next((name for name in services if name not in loaded.system.services), None)
    if missing is not None:
        return Planned({}, (), loaded.problems, (missing, nearest(missing, loaded.system.services)))
    asked = Asked(tuple(services), lambda path: _text(out / path), model if model.is_dir() else model.parent)
    made = [each.generate(loaded.system, asked) for name, each in generators().items() if not kinds or name in kinds]
    plans = {
        tree.root: plan(out / tree.root, tree.files, tree.once, merges=True) for each in made for tree in each.trees
    }
    notes = tuple(note for each in made for note in each.notes) + (
        () if services or kinds else tuple(_left(out, plans))
    )
    return Planned(plans, notes, (*loaded.problems, *(problem for each in made for problem in each.problems)))


def generate_write(planned: Planned) -> None:
    """Does what was planned."""
    for each in planned.plans.values():
        write(each)


def _left(out: Path, plans: Collection[str]) -> Iterator[str]:
    """What stands there of services that the model no longer has. Nothing removes a service but a person."""
    for ledger in sorted(out.glob(f"services/*/{LEDGER}")):
        root = ledger.parent.relative_to(out).as_posix()
        if root not in plans:
            yield f"{root}: the model no longer has it; its folder, and its data, are yours to remove"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
