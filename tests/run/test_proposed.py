"""The way from a monolith to services that run: what `decompose` proposes is started as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.run.system import PLAIN, ROOT, running, skerry


@pytest.mark.parametrize("example", ["bookshop"])
def test_what_is_proposed_for_a_monolith_runs_with_all_its_parts(example: str, tmp_path: Path) -> None:
    """With events of which nobody has said what is in them, services without entities, and sagas whose first steps only ask."""
    proposed = skerry("decompose", str(ROOT / "examples" / example), "--out", str(tmp_path / "proposed"))
    assert proposed.returncode == 0, proposed.stderr
    assert skerry("check", str(tmp_path / "proposed")).returncode == 1  # no errors, and advice
    with running(tmp_path / "proposed", *PLAIN, "--quiet") as system:
        assert "without" not in system.said, system.said
        parts = system.parts()
        assert {"orders", "payments", "customers", "authors", "stock"} <= set(parts)
        assert all(part["state"] == "ready" for part in parts.values()), parts
