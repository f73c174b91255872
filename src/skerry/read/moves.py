"""Where units have gone since a tree was last read: what is remembered of a file names units by indices, which an edit elsewhere shifts."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from skerry.facts.kinds import AnyFact, Column
from skerry.read.declarations import Declarations
from skerry.read.identity import identities
from skerry.read.link import Linked
from skerry.read.outline import Head

_UNITS = frozenset({"unit", "target", "at"})  # fields of facts that hold one
_GONE = 0xFFFFFFFF

Moves = Sequence[int]


def moves(before: Iterable[tuple[str, Head]], declarations: Declarations) -> Moves | None:
    """For each unit index of the last reading the one of now; None where all are the same. `before` gives the files of then in order."""
    now = {f.path: f for f in declarations.files}
    found = array("I")
    for path, head in before:
        file = now.get(path)
        if file is not None and file.head is head:
            found.extend(range(file.first, file.first + 1 + len(head.scopes)))
            continue
        at = {name: file.first + 1 + i for i, name in enumerate(identities(file.head))} if file is not None else {}
        found.append(file.first if file is not None else _GONE)
        found.extend(at.get(name, _GONE) for name in identities(head))
    return None if found == array("I", range(len(found))) else found


def moved(linked: Linked, to: Moves) -> Linked:
    """A file's results in the units of now. What it names is still there, or an answer to the file would have changed."""
    rows = array("I")
    rows.frombytes(linked.references)
    for column in (0, 1):
        rows[column::5] = array("I", [to[unit] for unit in rows[column::5]])
    facts = tuple(_fact(fact, to) for fact in linked.facts)
    return Linked(rows.tobytes(), facts, linked.words)


def _fact(fact: AnyFact, to: Moves) -> AnyFact:
    changes: dict[str, object] = {name: _unit(getattr(fact, name), to) for name in unit_fields(type(fact))}
    columns: tuple[Column, ...] = getattr(fact, "columns", ())
    if any(column.target >= 0 for column in columns):
        changes["columns"] = tuple(msgspec.structs.replace(c, target=_unit(c.target, to)) for c in columns)
    return msgspec.structs.replace(fact, **changes)


def _unit(unit: int, to: Moves) -> int:
    return to[unit] if unit >= 0 else unit


@cache
def unit_fields(kind: type[AnyFact]) -> tuple[str, ...]:
    """The fields of a kind of fact that hold a unit."""
    return tuple(f.name for f in msgspec.structs.fields(kind) if f.name in _UNITS and f.type is int)
