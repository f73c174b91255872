"""Which services a change affects: `python affected.py [BASE]`, which is a commit; without it all are.

Prints lines for $GITHUB_OUTPUT, a JSON list each. `test`: whose files changed, and who calls a service whose contract
changed. `build`: whose image has to be built. `deploy`: those, and whose manifests changed. `contracts`: the
contracts to hold against BASE.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("pipeline.json")


def affected(table: dict[str, Any], base: str) -> Iterator[tuple[str, list[str]]]:
    """The lists by name, each in the order in which services are deployed."""
    changed = _changed(base) if base else None
    whole = changed is None or _any(changed, table["everything"])
    shared = whole or _any(changed or (), table["shared"])
    services = table["services"]
    built = {each["name"] for each in services if whole or _any(changed or (), each["sources"])}
    spoken = {each["name"] for each in services if _any(changed or (), each["contracts"])}
    callers = {name for each in services if each["name"] in spoken for name in each["consumers"]}
    placed = {each["name"] for each in services if shared or _any(changed or (), each["manifests"])}
    yield "test", [each["name"] for each in services if each["tested"] and each["name"] in built | callers]
    yield "build", [each["name"] for each in services if each["built"] and each["name"] in built]
    yield "deploy", [each["name"] for each in services if each["name"] in built | placed]
    yield "contracts", [each["name"] for each in services if each["name"] in spoken]


def _changed(base: str) -> tuple[str, ...] | None:
    """The files that differ from a commit, both names of a renamed one; None where that commit is not known here."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", base, "HEAD"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"affected: {base} is not known here, so everything is taken as changed", file=sys.stderr)
        return None
    return tuple(filter(None, ran.stdout.split("\0")))


def _any(changed: Iterable[str], paths: Iterable[str]) -> bool:
    """Whether a file is one of the paths, or below one that ends with a slash."""
    named = tuple(paths)
    folders = tuple(each for each in named if each.endswith("/"))
    return any(each in named or each.startswith(folders) for each in changed)


if __name__ == "__main__":
    for name, found in affected(json.loads(TABLE.read_text(encoding="utf-8")), " ".join(sys.argv[1:])):
        print(f"{name}={json.dumps(found)}")
