"""The plain gateway."""

from __future__ import annotations

from pathlib import Path

from tests.runtime.gateway.matrix import Matrix

from skerry.run.parts.gateway import Gateway
from skerry.run.place import Place


def made(folder: Path, place: Place, telemetry: str) -> Gateway:
    return Gateway(folder / "gateway.json", place, 0, telemetry)


class TestPython(Matrix):
    make = staticmethod(made)
