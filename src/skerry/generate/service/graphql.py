"""What a service is told to serve GraphQL: the document, as `skerry contracts write` has it, and what stands behind its names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from skerry.contracts.write.graphql import Document, written
from skerry.contracts.write.graphql.behind import Resolved
from skerry.contracts.write.scope import Scope
from skerry.model.system import Service, System

Object = dict[str, Any]


def document(system: System, service: Service) -> Document | None:
    """The document of a service that exposes GraphQL."""
    return _all(system).get(service.name)


def part(system: System, service: Service, classes: Scope) -> Object:
    """What `service.json` says of it; nothing where there is no such face."""
    found = document(system, service)
    if found is None:
        return {}
    behind = found.behind
    said: Object = {
        "document": found.file,
        "queries": {name: _resolved(each) for name, each in behind.queries.items()},
        "mutations": {name: _resolved(each) for name, each in behind.mutations.items()},
        "words": behind.words,
        "links": behind.links,
        "entities": {name: classes.of(of, incoming=False) for name, of in behind.entities.items()},
        "alternatives": {
            name: {"property": each.property, "values": dict(each.values)} for name, each in behind.alternatives.items()
        },
    }
    return {name: value for name, value in said.items() if value}


def _resolved(each: Resolved) -> Object:
    return {"operation": each.operation, **({"arguments": dict(each.arguments)} if each.arguments else {})}


@lru_cache(maxsize=4)
def _all(system: System) -> dict[str, Document]:
    """By service: what is shared with others is named the same in all of them, so all are written at once."""
    return {each.service: each for each in written(system)}
