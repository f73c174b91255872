"""Stores that are named after who uses them, as `cart-db`, `mongodb-cart` and `cart-redis` after `cart`: a convention, and no more."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.read.fleet.evidence._keys import core, words
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.85  # measured on twelve fleets: 14 of 14

_STORES = frozenset(["database", "cache"])
_KINDS = frozenset(
    ["db", "database", "sql", "mysql", "mariadb", "postgres", "postgresql", "pg", "mongo", "mongodb", "redis", "memcached",
     "memcache", "cache", "valkey", "cassandra", "couchdb", "dynamodb", "elasticsearch", "neo", "neo4j", "mssql", "sqlserver",
     "oracle"]
)  # fmt: skip
_ENDS = re.compile(r"^\d+$")


def find(ground: Ground) -> Iterator[Link]:
    """A link to each store from the one service whose name is what remains of the store's, its kind left aside."""
    users: dict[str, set[str]] = defaultdict(set)
    for node in ground.nodes:
        if not node.infrastructure and node.role != "external":
            for name in (node.name, *node.aliases):
                users[core(name)].add(node.name)
    for store in ground.nodes:
        owners = users.get(_owner(store.name), set()) if store.role in _STORES else set()
        if len(owners) == 1:
            seen = replace(store.evidence[0], reader="namesake", text=store.name, strength=STRENGTH)
            yield Link(next(iter(owners)), store.name, seen)


def _owner(store: str) -> str:
    parts = [part for part in words(store) if not _ENDS.match(part)]
    rest = [part for part in parts if part not in _KINDS]
    return core("-".join(rest)) if rest and len(rest) < len(parts) else "?"
