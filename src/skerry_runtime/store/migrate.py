"""Brings a database to the newest revision with Alembic, once, however many replicas start together."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, make_url
from sqlalchemy.exc import DBAPIError

from skerry_runtime.store.database import StoreError, sync_engine

_LOCK = 0x534B594D  # SKYM


def migrate(url: str, folder: Path) -> None:
    """Runs what is to come of the revisions in `folder`, whose `env.py` uses the connection in `config.attributes["connection"]`.

    Raises:
        StoreError: a revision failed.
    """
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if _newest(url, config):
        return  # a replica that joins others must not have them wait
    with _alone(url) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except Exception as error:
            raise StoreError(f"{folder}: the database can't be brought up to date: {error}") from error
        connection.commit()


def _newest(url: str, config: Config) -> bool:
    """Whether the database is at the newest revision already."""
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
        return set(current) == set(ScriptDirectory.from_config(config).get_heads()) != set()
    except (CommandError, DBAPIError):  # whoever brings it up to date says what is wrong
        return False
    finally:
        engine.dispose()


def create(url: str, metadata: MetaData) -> None:
    """Makes the tables that are not there: for a service without revisions."""
    with _alone(url) as connection:
        metadata.create_all(connection)
        connection.commit()


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A connection that no other replica has such a one of at the same time."""
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")  # ends with the connection
                connection.commit()
                yield connection
                return
            path = Path(make_url(url).database or "")
            with path.with_name(path.name + ".writers").open("w") as turn:
                fcntl.flock(turn, fcntl.LOCK_EX)
                yield connection
    finally:
        engine.dispose()
