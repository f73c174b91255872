"""The journal does what every engine does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from skerry_runtime.saga import Saga
from skerry_runtime.saga.journal import Journal

from .conformance import Conformance
from .scenes import Make


class TestJournal(Conformance):
    @pytest.fixture
    def make(self, tmp_path: Path) -> Make:
        def made(*sagas: Saga, **options: Any) -> Journal:
            return Journal(tmp_path / "sagas.db", sagas, **{"name": "one", "lease": 2.0, **options})

        return made
