"""One entity a class: what a context, a configuration file and the class itself say of it, put together."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from skerry.facts.kinds import AnyFact, Column, Entity


def merged(facts: Iterable[AnyFact]) -> list[AnyFact]:
    """The facts with one entity a class: the surest one's table, the columns of all. It stands where the first one stood."""
    found: list[AnyFact] = []
    at: dict[int, int] = {}
    for fact in facts:
        if not isinstance(fact, Entity) or fact.unit < 0:
            found.append(fact)
        elif fact.unit not in at:
            at[fact.unit] = len(found)
            found.append(fact)
        else:
            first = found[at[fact.unit]]
            found[at[fact.unit]] = _one(first, fact) if isinstance(first, Entity) else fact
    return found


def _one(first: Entity, second: Entity) -> Entity:
    sure, other = (second, first) if second.strength > first.strength and second.table else (first, second)
    columns = {column.name: column for column in other.columns}
    for column in sure.columns:
        columns[column.name] = _better(column, columns.get(column.name))
    names = [c.name for c in (*first.columns, *second.columns)]
    return msgspec.structs.replace(
        sure, table=sure.table or other.table, columns=tuple(columns[name] for name in dict.fromkeys(names))
    )


def _better(column: Column, other: Column | None) -> Column:
    """The column, with what only the other one knows."""
    if other is None:
        return column
    if other.references and not column.references:
        column = msgspec.structs.replace(column, references=other.references, target=other.target, many=other.many)
    return msgspec.structs.replace(column, type=column.type or other.type, key=column.key or other.key)
