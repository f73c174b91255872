"""Files that a tool writes and people may edit: what would change is a plan, and what was edited by hand is kept.

Beside the files stands `.skerry-files.json` with the hash of each as it was written; a file whose hash has changed since was
edited. A file that is no longer generated is removed, unless it was edited. Where `.skerry-bases.json` is kept as well, with the texts
themselves, an edited file is merged three-way with what would be written now, if the two do not disagree. Files that belong to people
(`once`) are written where they are missing, and then never again.
"""

from __future__ import annotations

import json
import os
import zlib
from base64 import b85decode, b85encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from skerry.kernel.merge import merge

LEDGER = ".skerry-files.json"
BASES = ".skerry-bases.json"


class Fate(StrEnum):
    """What happens to a file."""

    ADD = "add"
    CHANGE = "change"
    MERGE = "merge"
    YOURS = "yours"
    KEEP = "keep"
    REMOVE = "remove"
    EDITED = "edited by hand"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen below `root`, by path; `texts` is what the files are to hold, `written` what is generated.

    The two differ for files that are merged. `bases` says whether the generated texts are kept for the next merge, `conflicts` at
    which lines an edited file and what would be written disagree. `foreign` are files in the way that were never written from here.
    """

    root: Path
    fates: Mapping[str, Fate]
    texts: Mapping[str, str]
    written: Mapping[str, str] = field(default_factory=dict)
    bases: bool = False
    conflicts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        """Whether anything would be written or removed."""
        return any(fate in _CHANGES for fate in self.fates.values())

    @property
    def edited(self) -> tuple[str, ...]:
        """The files that stay as they were edited, though something else would be written."""
        return tuple(path for path, fate in self.fates.items() if fate is Fate.EDITED)


_CHANGES = (Fate.ADD, Fate.CHANGE, Fate.MERGE, Fate.REMOVE)


def plan(root: Path, texts: Mapping[str, str], once: Collection[str] = (), *, merges: bool = False) -> Plan:
    """Compares what is to be written below `root` with what is there; writes nothing.

    `once` are the files among them that belong to people; with `merges`, edited files are merged.
    """
    known = _ledger(root)
    fates = {path: _fate(root / path, text, known.get(path)) for path, text in texts.items() if path not in once}
    fates |= {path: Fate.YOURS if (root / path).exists() else Fate.ADD for path in once}
    merged, conflicts = _merged(root, fates, texts) if merges else ({}, {})
    fates |= dict.fromkeys(merged, Fate.MERGE)
    for path in known.keys() - texts.keys():
        there = _content(root / path)
        if there is not None:
            fates[path] = Fate.REMOVE if _hash(there) == known[path] else Fate.EDITED
    written = {path: text for path, text in texts.items() if path not in once}
    foreign = frozenset(path for path, fate in fates.items() if fate is Fate.EDITED and path not in known)
    return Plan(root, dict(sorted(fates.items())), {**texts, **merged}, written, merges, conflicts, foreign)


def _merged(
    root: Path, fates: Mapping[str, Fate], texts: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, tuple[int, ...]]]:
    """The edited files in which both changes have room, and the lines of the others at which they have not."""
    bases = _bases(root)
    merged: dict[str, str] = {}
    conflicts: dict[str, tuple[int, ...]] = {}
    for path, fate in fates.items():
        base, ours = bases.get(path), _content(root / path)
        if fate is not Fate.EDITED or base is None or ours is None or base == texts[path]:
            continue
        found = merge(base, ours, texts[path])
        if found.sound:
            merged[path] = found.text
        else:
            conflicts[path] = found.conflicts
    return merged, conflicts


def write(planned: Plan) -> None:
    """Does what was planned. Each file is written whole or not at all."""
    known, bases = _ledger(planned.root), _bases(planned.root)
    for path, fate in planned.fates.items():
        target = planned.root / path
        if fate in (Fate.ADD, Fate.CHANGE, Fate.MERGE):
            _replace(target, planned.texts[path])
        if fate in (Fate.ADD, Fate.CHANGE, Fate.MERGE, Fate.KEEP) and path in planned.written:
            known[path], bases[path] = _hash(planned.written[path]), planned.written[path]
        elif fate is Fate.REMOVE:
            target.unlink(missing_ok=True)
            known.pop(path, None)
            bases.pop(path, None)
    if planned.bases and bases:
        packed = {path: b85encode(zlib.compress(text.encode(), 9)).decode() for path, text in sorted(bases.items())}
        _replace(planned.root / BASES, json.dumps(packed, indent=1) + "\n")
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


def _bases(root: Path) -> dict[str, str]:
    """The texts as they were written the last time; what can't be read any more is as if it had not been kept."""
    try:
        found = json.loads((root / BASES).read_text(encoding="utf-8"))
        return {str(path): zlib.decompress(b85decode(text)).decode() for path, text in found.items()}
    except (OSError, ValueError, AttributeError, TypeError, zlib.error):
        return {}


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _replace(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(target)
