"""Lets an `async` function that only executes statements run inside of a synchronous transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Connection, CursorResult


class Statements:
    """A synchronous connection with the face of an asynchronous one."""

    def __init__(self, connection: Connection) -> None:
        self.sync_connection, self.dialect = connection, connection.dialect

    async def execute(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        """Executes a statement at once."""
        return self.sync_connection.execute(statement, parameters)

    async def run_sync(self, job: Callable[..., Any], *arguments: Any) -> Any:
        """Runs a function with the connection itself."""
        return job(self.sync_connection, *arguments)


def driven(job: Callable[..., Awaitable[None]], connection: Connection, *arguments: Any) -> None:
    """Runs an `async` function that awaits nothing but this connection, to its end.

    Raises:
        RuntimeError: it waits for something else.
    """
    steps = job(Statements(connection), *arguments).__await__()
    try:
        next(steps)
    except StopIteration:
        return
    raise RuntimeError(f"{getattr(job, '__qualname__', job)} waits for something else than its transaction")
