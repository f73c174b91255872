"""A service whose model guards it does not start without knowing whom to believe, and says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from skerry_runtime.trust.settings import TrustError, settings

CUSTOMERS = Path(__file__).parents[3] / "examples" / "shop" / "services" / "customer-service" / "src"
WHOM = {"SKERRY_ISSUER": "https://issuer.example", "SKERRY_JWKS": "/keys.json", "SKERRY_AUDIENCE": "shop"}


def test_a_service_started_by_itself_says_what_is_missing(tmp_path: Path) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("SKERRY_")}
    path = os.pathsep.join((str(CUSTOMERS), told.get("PYTHONPATH", "")))
    done = subprocess.run(
        [sys.executable, "-m", "customer_service"], capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path,
        env={**told, "PYTHONPATH": path, "SKERRY_PORT": "0", "SKERRY_AUDIENCE": "shop"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "set SKERRY_ISSUER, SKERRY_JWKS (" in done.stderr and "SKERRY_TRUST=off" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir()), "nothing was begun"


def test_what_is_believed() -> None:
    assert settings("x", {}, guarded=False) is None
    assert settings("x", {"SKERRY_TRUST": "off"}, guarded=True) is None
    found = settings("x", WHOM, guarded=True)
    assert found and (found.issuer, found.roles) == ("https://issuer.example", "roles")
    for wrong in ({}, {"SKERRY_TRUST": "no"}, {**WHOM, "SKERRY_TRUST": "false"}, {**WHOM, "SKERRY_JWKS": ""}):
        with pytest.raises(TrustError):
            settings("x", wrong, guarded=True)
