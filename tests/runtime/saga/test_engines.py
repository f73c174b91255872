"""Addresses of engines."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from skerry_runtime.saga.dbos import Dbos
from skerry_runtime.saga.engines import opened
from skerry_runtime.saga.journal import Journal


def test_an_address_says_which_engine(tmp_path: Path) -> None:
    journal = opened(f"journal://{tmp_path}/sagas.db", ())
    assert isinstance(journal, Journal)
    assert (tmp_path / "sagas.db").exists()
    asyncio.run(journal.close())
    assert isinstance(opened("dbos+postgresql://user@host/db", ()), Dbos)
    assert isinstance(opened("dbos+postgresql+psycopg://user@host/db", ()), Dbos)


@pytest.mark.parametrize("url", ["sqlite:///a.db", "journal://a.db", "", "postgresql://host/db"])
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="use journal:///PATH or dbos"):
        opened(url, ())


def test_how_long_ended_sagas_are_kept_stands_in_the_address(tmp_path: Path) -> None:
    journal = opened(f"journal://{tmp_path}/a.db?keep=30", ())
    assert isinstance(journal, Journal) and journal._keep == 30 * 86_400
    assert (tmp_path / "a.db").exists()
    for wrong in ("keep=0", "keep=-1", "keep=a", "sync=off"):
        with pytest.raises(ValueError, match=r"use \?keep=DAYS"):
            opened(f"journal://{tmp_path}/a.db?{wrong}", ())
