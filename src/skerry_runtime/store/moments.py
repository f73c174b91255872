"""Moments in SQLite, which knows no time zones: kept in UTC, and read as what they are. Postgres does the same by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import DateTime, Engine
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.engine import Dialect


class _Utc(DATETIME):
    """`DateTime(timezone=True)`; without the time zone a column stays what SQLAlchemy makes of it."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Text in UTC, so that texts are in the order of the moments."""
        stored: Callable[[datetime | None], str | None] = super().bind_processor(dialect)  # type: ignore[assignment]
        zoned = self.timezone

        def process(value: datetime | None) -> str | None:
            moved = value.astimezone(UTC) if zoned and value is not None and value.tzinfo else value
            return stored(moved)

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        """The moment, in UTC."""
        read: Callable[[str | None], datetime | None] = super().result_processor(dialect, coltype)  # type: ignore[assignment]
        zoned = self.timezone

        def process(value: str | None) -> datetime | None:
            found = read(value)
            return found.replace(tzinfo=UTC) if zoned and found is not None else found

        return process


def in_utc(engine: Engine) -> Engine:
    """The same engine of SQLite, whose columns of moments with a time zone keep it."""
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: _Utc}
    return engine
