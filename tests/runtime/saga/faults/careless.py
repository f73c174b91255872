"""A journal that does not wait for the disk, for controls."""

from __future__ import annotations

import sqlite3

import pytest

from skerry_runtime.saga.journal import store


def carelessly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits return before they have reached the disk."""
    real = sqlite3.connect

    class Careless(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute(statement.replace("synchronous=FULL", "synchronous=NORMAL"), *values)

    monkeypatch.setattr(store.sqlite3, "connect", lambda *args, **more: real(*args, **{"factory": Careless, **more}))
