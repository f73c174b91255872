"""The tables that a series of migrations leaves behind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import dirname

from skerry.facts.kinds import AnyFact, Column, Table, TableChange

_DIGITS = re.compile(r"(\d+)")
_QUOTES = re.compile(r"[\"'`\[\]]")
_PLAIN_SCHEMAS = ("dbo.", "public.", "main.")


def plain(name: str) -> str:
    """A table's name as names are compared: lower case, without quotes and without a schema that means nothing."""
    lower = _QUOTES.sub("", name).lower()
    return next((lower[len(s) :] for s in _PLAIN_SCHEMAS if lower.startswith(s)), lower)


@dataclass
class _Kept:
    """A table while steps are applied to it; `made` is the step that created it."""

    made: TableChange
    name: str
    folder: str
    columns: dict[str, Column] = field(default_factory=dict)


def migrated(facts: Sequence[AnyFact], paths: Mapping[int, str]) -> list[AnyFact]:
    """`facts` with the tables that their changes lead to in the place of those changes; `paths` gives the path of a file's unit.

    Steps apply in the order of their versions (`V2` before `V10`), first to a table of their own folder, since several schemas, or one
    for several databases, may stand in one tree.
    """
    changes = [fact for fact in facts if isinstance(fact, TableChange)]
    if not changes:
        return list(facts)
    changes.sort(key=lambda change: (_version(paths[change.unit]), change.line))
    kept: dict[str, list[_Kept]] = defaultdict(list)
    for change in changes:
        _apply(change, dirname(paths[change.unit]), kept)
    made = [_table(table) for tables in kept.values() for table in tables]
    rest: list[AnyFact] = [fact for fact in facts if not isinstance(fact, TableChange)]
    return rest + sorted(made, key=lambda t: (t.unit, t.line))


def _version(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part) for part in _DIGITS.split(path)]


def _apply(change: TableChange, folder: str, kept: dict[str, list[_Kept]]) -> None:
    known = kept[plain(change.name)]
    here = [table for table in known if table.folder == folder] or known
    if change.what == "create":
        if not any(table.folder == folder for table in known):
            known.append(_Kept(change, change.name, folder, _by_name(change.columns)))
        return
    if change.what == "alter" and not here:  # created by other means than a file that was read
        known.append(_Kept(change, change.name, folder, _by_name(change.columns)))
    for table in here:
        _alter(change, table, known, kept)


def _alter(change: TableChange, table: _Kept, known: list[_Kept], kept: dict[str, list[_Kept]]) -> None:
    match change.what:
        case "alter":
            for column in change.columns:
                table.columns[column.name.lower()] = _merged(table.columns.get(column.name.lower()), column)
        case "drop":
            known.remove(table)
        case "rename":
            known.remove(table)
            table.name = change.to
            kept[plain(change.to)].append(table)
        case "drop column":
            for column in change.columns:
                table.columns.pop(column.name.lower(), None)
        case "rename column":
            old = table.columns.pop(change.columns[0].name.lower(), None) or change.columns[0]
            table.columns[change.to.lower()] = _named(old, change.to)
        case _:
            raise AssertionError(change.what)


def _by_name(columns: Iterable[Column]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in columns:
        found[column.name.lower()] = _merged(found.get(column.name.lower()), column)
    return found


def _merged(old: Column | None, new: Column) -> Column:
    """A column and what a later constraint says of it."""
    if old is None:
        return new
    return Column(old.name, new.type or old.type, old.key or new.key, new.references or old.references)


def _named(column: Column, name: str) -> Column:
    return Column(name, column.type, column.key, column.references, column.target, column.many)


def _table(kept: _Kept) -> Table:
    made = kept.made
    return Table(
        unit=made.unit, line=made.line, reader=made.reader, strength=made.strength, name=kept.name,
        columns=tuple(kept.columns.values()),
    )  # fmt: skip
