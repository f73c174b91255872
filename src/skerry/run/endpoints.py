"""Where services are, as Envoy reads it: a file a cluster, which Envoy watches and reads again when it is replaced (file-based EDS)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit

_ASSIGNMENT = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"


def write(folder: Path, addresses: Mapping[str, Collection[str]], names: Collection[str] = ()) -> None:
    """Writes those that have changed, those of `names` in any case; what is known no more has no address."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in {*addresses, *names, *(path.stem for path in folder.glob("*.json"))}:
        text = _text(name, addresses.get(name, ()))
        path = folder / f"{name}.json"
        if not path.exists() or path.read_text() != text:
            draft = path.with_suffix(".part")
            draft.write_text(text)
            draft.replace(path)


def _text(name: str, urls: Collection[str]) -> str:
    found = {
        "@type": _ASSIGNMENT,
        "cluster_name": name,
        "endpoints": [{"lb_endpoints": [_endpoint(url) for url in urls]}],
    }
    return json.dumps({"resources": [found]})


def _endpoint(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    address = {"socket_address": {"address": parts.hostname, "port_value": parts.port or 80}}
    return {"endpoint": {"address": address}}
