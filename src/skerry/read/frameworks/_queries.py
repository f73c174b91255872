"""What a query in a string reads and writes: SQL, JPQL and HQL alike, since names stand in the same places in all of them."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.kinds import Access
from skerry.read import sql
from skerry.read.frameworks._view import View

_OWN = "TheEntityItself"  # stands for `#{#entityName}` while the query is scanned


def accesses(view: View, query: str, scope: int, line: int, reader: str, own: int = -1) -> Iterator[Access]:
    """The accesses of a query: to the class of that name if there is one, else to the table. `own` is what `#{#entityName}` means."""
    for mode, name in sql.accesses(query.replace("#{#entityName}", _OWN)):
        target = own if name == _OWN else view.resolve(name, scope).unit
        if target < 0 and "." in name and name.partition(".")[0].islower() and len(name.partition(".")[0]) < 4:
            continue  # `join o.items i`: a path from an alias, not a name of its own
        table = "" if target >= 0 else name
        strength = 0.9 if target >= 0 else 0.8
        unit = view.unit(scope)
        yield Access(unit=unit, line=line, reader=reader, strength=strength, mode=mode, target=target, table=table)
