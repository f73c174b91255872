"""DBOS on Postgres does what every engine does; without its library it says how to install that."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from skerry_runtime.saga import EngineFailed, MissingExtra, Saga
from skerry_runtime.saga.dbos import Dbos

from .conformance import Conformance
from .postgres import Server
from .scenes import LONG, Make, sync


class TestDbos(Conformance):
    @pytest.fixture
    def make(self, postgres: Server) -> Make:
        url = postgres.database()

        def made(*sagas: Saga, **options: Any) -> Dbos:
            return Dbos(url, sagas, **{"name": "one", "lease": 4.0, **options})

        return made


@pytest.mark.parametrize("library", ["dbos", "psycopg"])
def test_without_the_extra_it_says_what_to_install(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"{library}.*pip install 'skerry\[postgres\]'"):
        Dbos("postgresql://nowhere/", ())


@sync
async def test_without_its_database_it_can_be_closed() -> None:
    runs = Dbos("postgresql://nobody@127.0.0.1:1/nowhere", (), name="one")
    work = asyncio.create_task(runs.run())
    await asyncio.sleep(0.2)
    await asyncio.wait_for(runs.close(), LONG)
    await asyncio.wait([work])
    assert work.exception()
    with pytest.raises(EngineFailed):
        await runs.ready()
