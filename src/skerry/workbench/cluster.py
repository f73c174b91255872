"""What a cluster says of itself: asked with `kubectl get -o json`, or out of a file with its answer. Nothing is changed there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from skerry.formats import problems as format_problems
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read.fleet import fleet_of_objects
from skerry.rules.drift import CLUSTER, Plane
from skerry.workbench.kubectl import Refused, ask
from skerry.workbench.planes import Source

_LARGEST = 512 << 20  # bytes of an answer


def of_cluster(given: str, namespace: str = "") -> Source:
    """The plane of a cluster: of a file, of standard input (`-`), or of a context of kubectl; all namespaces, unless one is named."""
    try:
        body = _answer(given, namespace)
        fleet = fleet_of_objects([_of_namespace(body, namespace)], "cluster")
    except Refused as refused:
        problem = Problem(format_problems.UNREADABLE, refused.what, Span(given), instead=refused.instead)
        return Source(None, (problem,))
    return Source(Plane("cluster", fleet, CLUSTER))


def _answer(given: str, namespace: str) -> Any:
    if given == "-":
        return _parsed(sys.stdin.buffer.read(_LARGEST + 1), "standard input")
    path = Path(given)
    if path.is_file():
        try:
            with path.open("rb") as file:
                return _parsed(file.read(_LARGEST + 1), given)
        except OSError as error:
            raise Refused(str(error.strerror or error)) from None
    return _parsed(ask(given, namespace), given)


def _parsed(data: bytes, where: str) -> Any:
    if len(data) > _LARGEST:
        raise Refused(f"{where} holds more than {_LARGEST >> 20} MiB")
    if not data.strip():
        return {"items": []}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{where} holds no JSON: {error}", "Give what `kubectl get … -o json` prints.") from None
    if not isinstance(found, dict) or not ("items" in found or "kind" in found):
        raise Refused(f"{where} holds no objects of Kubernetes", "Give what `kubectl get … -o json` prints.")
    return found


def _of_namespace(body: Any, namespace: str) -> Any:
    """Only what is in a namespace, which a file may have beside others."""
    items = body.get("items")
    if not namespace or not isinstance(items, list):
        return body
    kept = [item for item in items if isinstance(item, dict) and _namespace(item) == namespace]
    return {**body, "kind": "List", "items": kept}


def _namespace(item: dict[str, Any]) -> str:
    metadata = item.get("metadata")
    return str(metadata.get("namespace") or "default") if isinstance(metadata, dict) else ""
