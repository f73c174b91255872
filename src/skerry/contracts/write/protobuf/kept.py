"""The .proto files that services keep as their contract, handed on with what they import."""

from __future__ import annotations

from pathlib import Path

from skerry.formats.protobuf.imports import collect, rooted
from skerry.model.system import System

_LARGEST, _MOST = 8 * 1024**2, 64 * 1024**2


def kept(system: System, root: Path | None) -> dict[str, str]:
    """Each in a folder of its service, under the names by which they import one another; `root` is the model's folder."""
    found: dict[str, str] = {}
    for service in system.services.values():
        if root is None or not service.api.contract.endswith(".proto") or not (root / service.api.contract).is_file():
            continue
        bundle = rooted(root / service.api.contract)
        for name, source in collect(bundle, list(bundle.names), _LARGEST, _MOST).found.items():
            found[f"{service.name}/{name}"] = source.text.decode("utf-8", "replace")
    return found
