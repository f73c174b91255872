"""The graph as JSON (`skerry/graph/1`)."""

from __future__ import annotations

import json
from dataclasses import asdict

from skerry.render.graph.value import Graph


def as_json(graph: Graph) -> str:
    """All values by name, and how many services and relations were left out."""
    document = {"schema": "skerry/graph/1", **asdict(graph)}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
