"""`tests/`: what the service promises, tried on its own app. Placeholder until the runtime's testing room stands."""

from __future__ import annotations

from skerry.contracts.write.scope import Scope
from skerry.generate.service.shape import Shapes


def conftest(package: str) -> str:
    return ""


def test_service(shapes: Shapes, classes: Scope, package: str) -> str:
    return ""
