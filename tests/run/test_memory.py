"""What stays in memory while a system runs: nothing that only its start needs, and nothing that no part of it needs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from skerry.workbench.prepared import CannotRun, prepared


def test_the_supervisor_has_neither_model_nor_generators() -> None:
    found = _imported("import skerry.cli.session")
    assert "skerry.run.supervisor" in found
    assert not found & {"skerry.model", "skerry.generate", "skerry.contracts", "watchfiles"}


def test_services_are_forked_without_what_none_of_them_needs() -> None:
    found = _imported("from skerry_runtime.service import zygote; zygote._preload()")
    assert found >= {"fastapi", "sqlalchemy", "alembic.command", "skerry_runtime.service.standard"}
    assert not found & {"sqlalchemy.orm", "aiosqlite", "pygments"}


def test_what_is_wrong_with_a_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.arch.yaml").write_text("skerry: 1\nname: broken\ncontexts: 7\n")
    with pytest.raises(CannotRun, match="has errors: `skerry check"):
        asyncio.run(prepared(tmp_path))


def test_a_process_that_cannot_say_anything_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CannotRun, match="could not be generated: that process ended with 1"):
        asyncio.run(prepared(tmp_path))


def _imported(code: str) -> set[str]:
    """The modules that there are afterwards."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )
