"""Statements of every request, compiled once: SQLAlchemy's own words and types, without what it does for each execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any]


class Prepared:
    """A statement with named parameters; `columns` are those of its rows."""

    def __init__(self, statement: Executable, columns: Sequence[Column[Any]] = ()) -> None:
        self._statement, self._columns = statement, tuple(columns)
        self._compiled: dict[str, _Compiled] = {}

    def count(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Executes it; how many rows it has changed."""
        cursor = self._of(connection).executed(connection, values)
        changed: int = cursor.rowcount
        cursor.close()
        return changed

    def first(self, connection: Connection, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Executes it; its first row."""
        of = self._of(connection)
        cursor = of.executed(connection, values)
        found = cursor.fetchone()
        results = of.results(cursor) if found is not None else ()
        cursor.close()
        if found is None:
            return None
        pairs = zip(results, found, strict=True)
        return {name: value if make is None or value is None else make(value) for (name, make), value in pairs}

    def _of(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self._statement, self._columns, dialect)
        return found


class _Compiled:
    """The same for one dialect."""

    def __init__(self, statement: Executable, columns: Sequence[Column[Any]], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        types = {name: compiled.binds[name].type.dialect_impl(dialect) for name in names}
        self._binds = [(name, types[name].bind_processor(dialect)) for name in names]
        self._positional = bool(compiled.positional)
        self._columns, self._dialect = columns, dialect
        self._results: list[tuple[str, Processor | None]] = []

    def results(self, cursor: Any) -> list[tuple[str, Processor | None]]:
        """The names of a row's values, and what makes them of what the driver gives."""
        if not self._results:
            types = [each.type.dialect_impl(self._dialect) for each in self._columns]
            made = [
                of.result_processor(self._dialect, told[1]) for of, told in zip(types, cursor.description, strict=True)
            ]
            self._results = [(each.name, make) for each, make in zip(self._columns, made, strict=True)]
        return self._results

    def executed(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor, after it.

        Raises:
            DBAPIError: as SQLAlchemy would.
        """
        cursor = connection.connection.cursor()
        parameters = self._bound(values)
        base = connection.dialect.loaded_dbapi.Error
        try:
            cursor.execute(self.text, parameters)
        except base as error:
            raise DBAPIError.instance(
                self.text, parameters, error, base, hide_parameters=True, dialect=connection.dialect
            ) from error
        return cursor

    def _bound(self, values: Mapping[str, Any]) -> Any:
        """Parameters as the driver takes them."""
        if self._positional:
            return tuple(values[name] if make is None else make(values[name]) for name, make in self._binds)
        return {name: values[name] if make is None else make(values[name]) for name, make in self._binds}
