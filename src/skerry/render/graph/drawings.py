"""What a graph can be drawn as, by the name of the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from skerry.render.graph.dot import dot
from skerry.render.graph.json import as_json
from skerry.render.graph.mermaid import mermaid
from skerry.render.graph.svg import svg
from skerry.render.graph.value import Graph

DRAWINGS: Mapping[str, Callable[[Graph], str]] = {"svg": svg, "mermaid": mermaid, "dot": dot, "json": as_json}
