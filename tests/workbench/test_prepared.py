"""Generation in a process of its own: what goes wrong in it is told as if it had happened here."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from skerry.workbench.prepared import CannotRun, prepared

BROKEN = """
from skerry.workbench import generate

def fails(*_):
    raise KeyError("nobody foresaw it")

generate.generate_plan = fails
"""


def test_an_error_that_nobody_foresaw_has_its_traceback_as_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN)  # which Python imports before anything else
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    with pytest.raises(RuntimeError, match=r"while .* was generated: KeyError: 'nobody foresaw it'") as caught:
        asyncio.run(prepared(tmp_path / "shop.arch.yaml"))
    assert "in fails" in caught.value.__notes__[0]


def test_what_the_model_has_wrong_is_no_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "shop.arch.yaml").write_text("arch: 1\nsystem: shop\nservices: 7\n")
    with pytest.raises(CannotRun, match="has errors"):
        asyncio.run(prepared(tmp_path / "shop.arch.yaml"))
