"""Stores of a model as nodes. Two services that name the same database of the same engine share it: it is one node."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge, Holding, Node
from skerry.model.system import Service, Store, System
from skerry.rules.expected._witness import witness

CACHES = frozenset(["redis"])


def name_of(service: Service, store: Store) -> str:
    """`postgres/orders`: a name that no service can have. A store that names no database is the service's own."""
    return f"{store.engine}/{store.database or f'{service.name}.{store.name}'}"


def nodes(system: System) -> Iterator[Node]:
    """Each once, where the text speaks of it first."""
    found: dict[str, Node] = {}
    for service in system.services.values():
        for store in service.stores.values():
            name = name_of(service, store)
            role = "cache" if store.engine in CACHES else "database"
            aliases = (store.database,) if store.database and store.database not in system.services else ()
            found.setdefault(name, Node(name, role, store.engine, aliases, evidence=witness(store.span)))
    yield from found.values()


def edges(system: System) -> Iterator[Edge]:
    """From each service to its stores."""
    for service in system.services.values():
        for store in service.stores.values():
            yield Edge(service.name, name_of(service, store), "db", evidence=witness(store.span))


def holdings(system: System) -> Iterator[Holding]:
    """What a service keeps in its stores: each is the service's own to define, and so are the tables of what it owns, where it has
    one store to keep them in."""
    for service in system.services.values():
        for store in service.stores.values():
            database = store.database or f"{service.name}.{store.name}"
            seen = witness(store.span)
            yield Holding(service.name, name_of(service, store), database, mode="define", evidence=seen)
            for owned in service.owns if len(service.stores) == 1 else ():
                yield Holding(service.name, name_of(service, store), database, "", owned.name, "define", seen)
