"""Envoy, as the wheel brings it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.runtime.gateway.matrix import Matrix

from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.part import Missing, NotReady
from skerry.run.place import Place

pytestmark = pytest.mark.skipif(not installed(), reason="Envoy is not installed: the extra `gateway`")


def made(folder: Path, place: Place, telemetry: str) -> Envoy:
    return Envoy(folder / "envoy.json", place, 0, telemetry)


def test_where_it_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("skerry.run.parts.envoy.binary", lambda: "")
    with pytest.raises(Missing, match=r"pip install 'skerry\[gateway\]'"):
        made(tmp_path, Place(tmp_path), "").command()


def test_what_was_not_generated(tmp_path: Path):
    with pytest.raises(NotReady, match="generate it again"):
        made(tmp_path, Place(tmp_path), "").command()


class TestEnvoy(Matrix):
    make = staticmethod(made)
