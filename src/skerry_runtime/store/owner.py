"""Whose a database is. On SQLite nothing else keeps two services apart; on Postgres roles do, and this is a second lock."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, insert

from skerry_runtime.store.tables import OWNER, RUNTIME

APPLICATION = 0x534B5259  # SKRY, in the header of the file


def claim_file(connection: Connection, owner: str, path: Path) -> None:
    """Makes a new file the service's own.

    Raises:
        PermissionError: it is another service's, or another program's.
    """
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        if mark != APPLICATION and (mark or tables):
            raise PermissionError(
                f"{path.name} is no database of a service, and something is in it; give {owner} a file of its own"
            )
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        claim(connection, owner)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def claim(connection: Connection, owner: str) -> None:
    """Writes the owner down and makes the runtime's own tables, both where they are not there yet.

    Raises:
        PermissionError: it is another service's.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION})")  # replicas start at the same time
    if not _made(connection):
        RUNTIME.create_all(connection)
    found = connection.exec_driver_sql(f"SELECT service FROM {OWNER.name}").scalar()
    if found is None:
        connection.execute(insert(OWNER).values(service=owner))
    elif found != owner:
        raise PermissionError(
            f"it belongs to {found}, and {owner} may not open it; a service reaches another's data by its API"
        )


def _made(connection: Connection) -> bool:
    """Whether all tables are there. SQLite is asked in one statement: to ask for each takes SQLAlchemy much memory."""
    if connection.dialect.name != "sqlite":
        return False
    there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
    return RUNTIME.tables.keys() <= set(there)
