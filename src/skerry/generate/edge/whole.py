"""The gateway that the model names, from the table of routes; and Gateway API where no product is named."""

from __future__ import annotations

import json
from collections.abc import Sequence

from skerry.generate.edge import capabilities
from skerry.generate.edge.gateway_api import envoy_gateway, gateway_api, text
from skerry.generate.edge.kong import kong
from skerry.generate.edge.tyk import tyk
from skerry.generate.edge.values import Edge, edge
from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = "edge"


def edges(system: System, asked: Asked) -> Generated:
    """Its files. Pages of which origins may call stands in the gateway's table, where a person writes it."""
    cluster = system.deploy.kubernetes
    said = cluster.gateway if cluster else ""
    if said == platform.NO_GATEWAY:
        return Generated((Tree(ROOT, {}),))
    found = edge(system, _origins(asked.before("gateway/gateway.json")))
    dialect = said if said in capabilities.TITLES else capabilities.API
    return Generated((Tree(ROOT, _files(found, dialect, said)),), notes=tuple(capabilities.missing(found, dialect)))


def _files(found: Edge, dialect: str, product: str) -> dict[str, str]:
    if dialect == capabilities.KONG:
        return {"kong.yaml": yaml(kong(found))}
    if dialect == capabilities.TYK:
        return {
            f"{name}.json": json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in tyk(found).items()
        }
    documents = envoy_gateway(found) if dialect == capabilities.ENVOY else gateway_api(found, product)
    return {f"{name}.yaml": text(each) for name, each in documents.items()}


def _origins(table: str) -> Sequence[str]:
    try:
        said = json.loads(table)["cors"]["origins"]
    except (ValueError, KeyError, TypeError):
        return ()
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else ()
