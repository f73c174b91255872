"""One connection to the database of sagas, which is made again when it is lost."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

_logger = logging.getLogger(__name__)
_PAUSE = 0.5  # seconds before a lost connection is made again


class Connection:
    """One connection, whose statements wait for each other. It is made again when it is lost: what is asked here may be asked twice."""

    def __init__(self, url: str) -> None:
        self._url, self._one, self._closed = url, asyncio.Lock(), False
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement returns; tries until there is a connection, as a saga can't do without."""
        import psycopg  # noqa: PLC0415 - an optional extra

        async with self._one:
            while True:
                try:
                    connection = await self._connected()
                    cursor = await connection.execute(query.encode(), values or None)
                    return await cursor.fetchall() if cursor.description else []
                except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                    if self._closed:
                        raise
                    _logger.error("no answer from the database of sagas: %s", error)
                    self._connection = None
                    await asyncio.sleep(_PAUSE)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        import psycopg  # noqa: PLC0415 - an optional extra

        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        return self._connection

    def hurry(self) -> None:
        """From now on an error is raised rather than waited for."""
        self._closed = True

    async def close(self) -> None:
        """Give the connection back."""
        self._closed = True
        if self._connection is not None:
            await self._connection.close()
