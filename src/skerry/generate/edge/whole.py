"""The gateway that the model names, from the table of routes; and Gateway API where no product is named."""

from __future__ import annotations

import json
from collections.abc import Sequence

from skerry.generate.edge.capabilities import missing
from skerry.generate.edge.kong import kong
from skerry.generate.edge.values import edge
from skerry.generate.generator import Asked, Generated, Tree
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = "edge"


def edges(system: System, asked: Asked) -> Generated:
    """Its files. Pages of which origins may call stands in the gateway's table, where a person writes it."""
    found = edge(system, _origins(asked.before("gateway/gateway.json")))
    return Generated((Tree(ROOT, {"kong.yaml": yaml(kong(found))}),), notes=tuple(missing(found, "kong")))


def _origins(table: str) -> Sequence[str]:
    try:
        said = json.loads(table)["cors"]["origins"]
    except (ValueError, KeyError, TypeError):
        return ()
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else ()
