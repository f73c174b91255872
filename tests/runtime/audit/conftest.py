"""The clinic, generated once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clinic import generated


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("generated"))
