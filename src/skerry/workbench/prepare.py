"""Generates what a system runs on. `python -m skerry.workbench.prepare MODEL` writes what it says to its standard output, as JSON."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import msgspec

from skerry.workbench.generate import generate_plan, generate_write
from skerry.workbench.prepared import CannotRun, Said


def prepare(model: Path) -> list[str]:
    """Generates what is missing or out of date; what was done, in lines.

    Raises:
        CannotRun: the model has errors, or edits disagree with what would be written.
    """
    root = model if model.is_dir() else model.parent
    planned = generate_plan(model, root)
    if not planned.sound:
        raise CannotRun(f"{model} has errors: `skerry check {model}` shows them")
    if planned.conflicts:
        files = ", ".join(list(planned.conflicts)[:3])
        raise CannotRun(
            f"edits disagree with what would be generated, in {files}: `skerry generate all {model}` says where"
        )
    if not planned.changes:
        return []
    generate_write(planned)
    count = sum(
        fate in ("add", "change", "merge", "remove") for plan in planned.plans.values() for fate in plan.fates.values()
    )
    return [f"generated {count} files for {len(planned.plans)} folders"]


def main() -> None:
    """The program."""
    try:
        said = Said(tuple(prepare(Path(sys.argv[1]))))
    except (CannotRun, OSError) as error:
        said = Said(why=str(error))
    except Exception as error:  # what is unforeseen is told by whoever asked, as any of its own errors
        said = Said(bug=f"{type(error).__name__}: {error}", trace="".join(traceback.format_exception(error)))
    sys.stdout.buffer.write(msgspec.json.encode(said))


if __name__ == "__main__":
    main()
