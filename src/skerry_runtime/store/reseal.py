"""Seals again what lies there: values from before the service encrypted, and indexes made with another key. In batches, by key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from skerry_runtime.privacy.vault import key_id
from skerry_runtime.store.mapping import VERSION, Mapped
from skerry_runtime.store.sealing import INDEX


def reseal(connection: Connection, mapping: Mapped[Any], after: Any, limit: int = 200) -> tuple[Any, int]:
    """Goes through at most so many rows behind the key `after` (None: from the first); the last key, None at the end, and how many
    rows it has changed. Histories are left as they are: what stands in them is never changed."""
    table, key = mapping.table, mapping.table.c[mapping.key]
    statement = select(table).order_by(key).limit(limit)
    rows = [
        dict(row._mapping) for row in connection.execute(statement if after is None else statement.where(key > after))
    ]
    changed = 0
    for row, opened in zip(rows, mapping.opened(connection, rows), strict=True):
        if opened is None:
            continue
        entity, version = mapping.of_row(opened)
        if _plain(mapping, row) or _otherwise(mapping, row, entity):
            new = mapping.stored(connection, entity)
            where = (key == row[mapping.key], table.c[VERSION] == version)
            changed += connection.execute(update(table).where(*where).values(new)).rowcount
    return (rows[-1][mapping.key] if len(rows) == limit else None), changed


def _plain(mapping: Mapped[Any], row: dict[str, Any]) -> bool:
    return any(isinstance(row[name], str) and not key_id(row[name]) for name in mapping.sealing.fields)


def _otherwise(mapping: Mapped[Any], row: dict[str, Any], entity: Any) -> bool:
    sealing = mapping.sealing
    return any(
        row[name + INDEX] != sealing.index(name, getattr(entity, name))
        for name, each in sealing.fields.items()
        if each.index
    )
