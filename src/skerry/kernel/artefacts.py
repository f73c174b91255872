"""Files that a tool writes and people may edit: what would change is a plan, and what was edited by hand is kept.

Beside the files stands `.skerry-files.json` with the hash of each as it was written; a file whose hash has changed since was
edited. A file that is no longer generated is removed, unless it was edited.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

LEDGER = ".skerry-files.json"


class Fate(StrEnum):
    """What happens to a file."""

    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"
    REMOVE = "remove"
    EDITED = "edited by hand"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen below `root`, by path; `texts` is what the files are to hold."""

    root: Path
    fates: Mapping[str, Fate]
    texts: Mapping[str, str]

    @property
    def changes(self) -> bool:
        """Whether anything would be written or removed."""
        return any(fate in (Fate.ADD, Fate.CHANGE, Fate.REMOVE) for fate in self.fates.values())

    @property
    def edited(self) -> tuple[str, ...]:
        """The files that stay as they were edited, though something else would be written."""
        return tuple(path for path, fate in self.fates.items() if fate is Fate.EDITED)


def plan(root: Path, texts: Mapping[str, str]) -> Plan:
    """Compares what is to be written below `root` with what is there; writes nothing."""
    known = _ledger(root)
    fates = {path: _fate(root / path, text, known.get(path)) for path, text in texts.items()}
    for path in known.keys() - texts.keys():
        there = _content(root / path)
        if there is not None:
            fates[path] = Fate.REMOVE if _hash(there) == known[path] else Fate.EDITED
    return Plan(root, dict(sorted(fates.items())), texts)


def write(planned: Plan) -> None:
    """Does what was planned. Each file is written whole or not at all."""
    known = _ledger(planned.root)
    for path, fate in planned.fates.items():
        target = planned.root / path
        if fate in (Fate.ADD, Fate.CHANGE):
            _replace(target, planned.texts[path])
            known[path] = _hash(planned.texts[path])
        elif fate is Fate.KEEP:
            known[path] = _hash(planned.texts[path])
        elif fate is Fate.REMOVE:
            target.unlink(missing_ok=True)
            known.pop(path, None)
    if known:
        _replace(planned.root / LEDGER, json.dumps(dict(sorted(known.items())), indent=1) + "\n")


def _fate(target: Path, text: str, known: str | None) -> Fate:
    there = _content(target)
    if there is None:
        return Fate.ADD
    if there == text:
        return Fate.KEEP
    return Fate.CHANGE if known == _hash(there) else Fate.EDITED


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None if not path.exists() else "\0"  # there, but not ours to understand


def _ledger(root: Path) -> dict[str, str]:
    try:
        found = json.loads((root / LEDGER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(path): str(mark) for path, mark in found.items()} if isinstance(found, dict) else {}


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _replace(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(target)
