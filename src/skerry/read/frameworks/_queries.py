"""What a query in a string reads and writes: SQL, JPQL and HQL alike, by the names after from, join, into and update."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access
from skerry.read.frameworks._view import View

_NAMED = re.compile(r'(?i)\b(from|join|into|update)\s+(?:fetch\s+)?(?!\()([\w."`\[\]#{}]+)')
_FIRST = re.compile(r"(?i)\s*(insert|update|delete|merge|replace|truncate)\b")
_NO_TABLE = frozenset({"select", "where", "set", "lateral", "unnest", "only", "dual"})


def accessed(query: str) -> Iterator[tuple[str, str]]:
    """Mode and name of each table or entity, in order; the first one of a changing statement is written, all others are read."""
    changing = _FIRST.match(query) is not None
    for found in _NAMED.finditer(query):
        name = re.sub(r'["`\[\]]', "", found.group(2))
        if name.lower() not in _NO_TABLE:
            yield ("write" if changing else "read"), name
            changing = False


def accesses(view: View, query: str, scope: int, line: int, reader: str, own: int = -1) -> Iterator[Access]:
    """The accesses of a query: to the class of that name if there is one, else to the table. `own` is what `#{#entityName}` means."""
    for mode, name in accessed(query):
        target = own if name.startswith("#{") else view.resolve(name, scope).unit
        if target < 0 and "." in name and name.split(".")[0].islower():
            continue  # `join o.items i`: a path from an alias, not a name of its own
        table = "" if target >= 0 else name
        strength = 0.9 if target >= 0 else 0.8
        unit = view.unit(scope)
        yield Access(unit=unit, line=line, reader=reader, strength=strength, mode=mode, target=target, table=table)
