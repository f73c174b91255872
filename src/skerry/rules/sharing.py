"""Databases that several services use, whatever parts them."""

from __future__ import annotations

from skerry.rules.side import Side


def shared(side: Side) -> dict[tuple[str, str], tuple[str, ...]]:
    """Server and database with the services that use it, where there are two and more."""
    ours = {node.name for node in side.services}
    users: dict[tuple[str, str], dict[str, None]] = {}
    for holding in side.fleet.holdings:
        server = side.fleet.by_name.get(holding.server)
        if holding.node in ours and holding.database and server and server.role == "database":
            users.setdefault((holding.server, holding.database), {})[holding.node] = None
    return {place: tuple(nodes) for place, nodes in users.items() if len(nodes) > 1}
