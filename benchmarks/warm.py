"""Reading again: what a cold reading costs, one of a tree that has not changed, and one after an edit of a body and of a declaration.

Whole processes with the cache in a folder of their own, on a copy of the tree; peak memory in a run of its own.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import PYTHON, Usage, run, table
from skerry.read.languages import BY_EXTENSION
from skerry.read.sources import walk

COLD, EDITED, MEMORY = 20.0, 2.0, 1.5e9
# What is added to the end of a file, by extension: a comment changes no declaration, a class does.
_BODY = {
    ".py": "\n# edited\n",
    ".java": "\n// edited\n",
    ".ts": "\n// edited\n",
    ".cs": "\n// edited\n",
    ".go": "\n// edited\n",
}
_HEAD = {
    ".py": "\n\nclass Zwolenska:\n    pass\n", ".java": "\nclass Zwolenska { }\n", ".ts": "\nexport class Zwolenska { }\n",
    ".cs": "\nclass Zwolenska { }\n", ".go": "\ntype Zwolenska struct { }\n",
}  # fmt: skip


def main(trees: list[Path]) -> None:
    """A table for each tree."""
    for root in trees:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "tree"
            shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "node_modules"))
            _measure(root.name, copy, {"SKERRY_CACHE": str(Path(folder) / "cache")})


def _measure(name: str, tree: Path, environment: dict[str, str]) -> None:
    read = (PYTHON, "-m", "benchmarks.one_read", str(tree), "--remember")
    edited = max(
        (f for f in walk(tree, lambda _, e: e in _BODY).files if f.role == "source"), key=lambda f: f.size
    ).path
    lines = sum((tree / f.path).read_bytes().count(b"\n") for f in walk(tree, lambda _, e: e in BY_EXTENSION).files)
    rows = [
        _row("cold", run(read, environment), COLD * max(lines / 1e6, 0.05)),
        _row("unchanged", run(read, environment)),
    ]
    for what, added in (("a body edited", _BODY), ("a declaration added", _HEAD)):
        with (tree / edited).open("a") as stream:
            stream.write(added[Path(edited).suffix])
        rows.append(_row(what, run(read, environment), EDITED))
    peak = run(read[:-1], environment, watch=True).peak
    print(f"{name}: {lines:,} lines of code")
    print(table(("", "wall s", "CPU s", "aim s", ""), rows))
    print(f"peak memory of all processes: {peak / 1e6:,.0f} MB, aim {MEMORY / 1e6:,.0f} MB\n")


def _row(what: str, used: Usage, aim: float = 0.0) -> tuple[str, ...]:
    held = "" if not aim else "ok" if used.wall <= aim else "too slow"
    return what, f"{used.wall:.2f}", f"{used.cpu:.2f}", f"{aim:.1f}" if aim else "", held
