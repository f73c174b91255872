"""Looks into a service's database from the side."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from skerry_runtime.store.database import sync_engine


def rows(url: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values).all()]
    finally:
        engine.dispose()


def count(url: str, table: str) -> int:
    return int(rows(url, f"SELECT count(*) FROM {table}")[0][0])
