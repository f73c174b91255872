"""The examples as they are generated, and a server of Postgres where it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runtime.postgres import Server, started

from skerry.workbench.generate import generate_plan, generate_write

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that is generated for the clinic."""
    out = tmp_path_factory.mktemp("clinic")
    generate_write(generate_plan(ROOT / "examples/clinic", out))
    return out


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with started() as server:
        yield server
