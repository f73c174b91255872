"""One entity a class and one job a function: what several files say of them, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from skerry.facts.kinds import AnyFact, Column, Entity, Job


def merged(facts: Sequence[AnyFact]) -> list[AnyFact]:
    """The facts with one entity a class, and without what is said twice of a job."""
    return _one_job_a_function(_one_entity_a_class(facts))


def _one_job_a_function(facts: Sequence[AnyFact]) -> list[AnyFact]:
    """A task that a timetable elsewhere names is the timetable's job, not another one that a queue starts."""
    timed = {fact.unit for fact in facts if isinstance(fact, Job) and fact.schedule}
    return [fact for fact in facts if not (isinstance(fact, Job) and not fact.schedule and fact.unit in timed)]


def _one_entity_a_class(facts: Iterable[AnyFact]) -> list[AnyFact]:
    """The surest one's table, the columns of all. It stands where the first one stood."""
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
