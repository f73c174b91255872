"""The gateway's configuration: one table of routes, for the plain gateway as it is and for Envoy as Envoy has it."""

from __future__ import annotations

import json

from skerry.generate.gateway.envoy import bootstrap, lines, secrets
from skerry.generate.gateway.routes import table
from skerry.generate.gateway.supergraph import supergraph
from skerry.generate.generator import Asked, Generated, Generator, Tree
from skerry.model.system import System


def gateway(system: System, _: Asked) -> Generated:
    """Both files, out of the same table; and the supergraph, where services expose GraphQL."""
    found, graph = table(system), supergraph(system)
    files = {"gateway.json": _text(found), "envoy.json": lines(bootstrap(found)), **graph.files}
    if any(each.get("mtls") for each in found["services"].values()):
        files |= {name: _text(secret) for name, secret in secrets().items()}
    return Generated((Tree("gateway", files),), problems=graph.problems)


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


GENERATOR = Generator(
    "gateway", "the gateway: routes, versions, timeouts, limits and canaries, plain and for Envoy", gateway
)
