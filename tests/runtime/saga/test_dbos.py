"""DBOS on Postgres does what every engine does."""

from __future__ import annotations

from typing import Any

import pytest

from skerry_runtime.saga import Saga
from skerry_runtime.saga.dbos import Dbos

from .conformance import Conformance, Make
from .postgres import Server


class TestDbos(Conformance):
    @pytest.fixture
    def make(self, postgres: Server) -> Make:
        url = postgres.database()

        def made(*sagas: Saga, **options: Any) -> Dbos:
            return Dbos(url, sagas, **{"name": "one", "lease": 4.0, **options})

        return made
