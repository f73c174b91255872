"""Services of the shop in this process, asked over GraphQL, and over all of them at once without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLSchema, get_named_type, is_object_type

from skerry_runtime import spec
from skerry_runtime.faces.graphql.composed.endpoint import Endpoint
from skerry_runtime.faces.graphql.composed.table import read as read_table
from skerry_runtime.faces.graphql.composed.transport import read
from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.service.runner import found
from skerry_runtime.service.testing import Answer, Tested, tested

SHOP = Path(__file__).parents[4] / "examples" / "shop"
SERVICES = ("catalog-service", "customer-service", "order-service")


def package(service: str) -> Path:
    """The folder of a service's package."""
    return SHOP / "services" / service / "src" / service.replace("-", "_")


def facts(service: str) -> spec.Spec:
    """Its `service.json`."""
    return spec.load(package(service) / "service.json")


def document(service: str) -> str:
    """Its subgraph as it was generated."""
    return (package(service) / "contract" / f"{service}.graphql").read_text()


@contextmanager
def running(service: str, folder: Path, answers: Mapping[str, Any] | None = None) -> Iterator[Tested]:
    """One service, on a database of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with tested(lambda: found(SHOP / "services" / service), folder, answers) as runs:
        yield runs


def graphql(service: Tested, query: str, variables: Any = None, **headers: str) -> dict[str, Any]:
    """What a service answers."""
    answer = service.request("POST", "/graphql", {"query": query, "variables": variables or {}}, headers)
    assert answer.status in (200, 400), answer.body
    body: dict[str, Any] = answer.json()
    return body


@dataclass
class Composed:
    """Services behind the composed endpoint; what they are asked is kept."""

    services: Mapping[str, Tested]
    limits: Limits = field(default_factory=Limits)
    sent: list[tuple[str, Any]] = field(default_factory=list)

    async def send(
        self, service: str, body: bytes, headers: Mapping[str, str], deadline: float, *, again: bool
    ) -> dict[str, Any]:
        said = msgspec.json.decode(body)
        self.sent.append((service, said))
        answer = await asyncio.to_thread(self.services[service].request, "POST", "/graphql", said, headers)
        return read(service, answer.status, answer.headers["content-type"].partition(";")[0], answer.body)

    def ask(self, query: str, variables: Any = None, **headers: str) -> dict[str, Any]:
        """What is answered over all of them."""
        endpoint = Endpoint(read_table(SHOP / "gateway" / "supergraph.json"), self.limits, self)
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        told = {b"content-type": b"application/json"} | {
            name.encode(): value.encode() for name, value in headers.items()
        }
        answer = asyncio.run(endpoint.answer("POST", "", told, body, None))
        made: dict[str, Any] = json.loads(answer.body)
        return made


def everything(schema: GraphQLSchema, of: GraphQLNamedType, links: Mapping[str, Any], depth: int = 6) -> str:
    """A selection of all fields that JSON has as well."""
    assert isinstance(of, GraphQLObjectType)
    words = []
    for name, each in of.fields.items():
        kind = get_named_type(each.type)
        if name in links.get(of.name, {}) or name in ("edges", "pageInfo"):
            continue
        words.append(f"{name} {everything(schema, kind, links, depth - 1)}" if is_object_type(kind) else name)
    return "{ " + " ".join(words) + " }"


__all__ = ["Answer"]
