"""DBOS on Postgres does what every engine does; without its library it says how to install that."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from skerry_runtime.saga import MissingExtra, Saga
from skerry_runtime.saga.dbos import Dbos

from .conformance import Conformance
from .postgres import Server
from .scenes import Make


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
