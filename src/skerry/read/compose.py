"""What only the whole tree can tell, settled when the graph is put together: full paths of endpoints, tables that are entities."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from skerry.facts.kinds import Access, AnyFact, Endpoint, Entity, Mount, Unit

_DEEPEST = 8  # mounts in mounts; deeper ones are a cycle
_MOST = 24  # paths of one route


def compose(units: Sequence[Unit], facts: Sequence[AnyFact]) -> list[AnyFact]:
    """The facts with mounts worked into endpoints and with table names of accesses resolved to entities."""
    mounts = _Mounts(units, [f for f in facts if isinstance(f, Mount)])
    tables = _tables(facts)
    found: list[AnyFact] = []
    seen: set[tuple[str, str, int, str]] = set()
    for fact in facts:
        if isinstance(fact, Endpoint):
            for endpoint in mounts.compose(fact):
                key = (endpoint.method, endpoint.path, endpoint.unit, endpoint.name)
                if key not in seen:
                    seen.add(key)
                    found.append(endpoint)
        elif isinstance(fact, Access) and fact.target < 0 and fact.table:
            found.append(replace(fact, target=tables.get(_bare(fact.table), -1)))
        else:
            found.append(fact)
    return found


class _Mounts:
    """All mounts of a tree, by the unit that they serve."""

    def __init__(self, units: Sequence[Unit], mounts: Iterable[Mount]) -> None:
        self._units = units
        self._of: dict[int, list[Mount]] = defaultdict(list)
        for mount in mounts:
            self._of[mount.target].append(mount)
        self._known: dict[tuple[int, str], tuple[str, ...]] = {}

    def compose(self, endpoint: Endpoint) -> Iterator[Endpoint]:
        """The endpoint under every path at which it is served."""
        at = endpoint.at if endpoint.at >= 0 else endpoint.unit
        for prefix in self._prefixes(at, endpoint.group, _DEEPEST):
            yield replace(endpoint, path=join(prefix, endpoint.path))

    def _prefixes(self, unit: int, group: str, depth: int) -> tuple[str, ...]:
        key = (unit, group)
        if key in self._known:
            return self._known[key]
        mounts = list(self._applying(unit, group)) if depth > 0 else []
        if not mounts:
            return ("",)
        found: dict[str, None] = {}
        for mount in mounts:
            for outer in self._prefixes(mount.unit, mount.within, depth - 1):
                found[join(outer, mount.prefix)] = None
        if depth == _DEEPEST:
            self._known[key] = tuple(found)[:_MOST]
        return tuple(found)[:_MOST]

    def _applying(self, unit: int, group: str) -> Iterator[Mount]:
        """The mounts that serve a group of a unit: of the unit itself, or of what is around it."""
        at = unit
        while at >= 0:
            for mount in self._of.get(at, ()):
                itself = mount.unit == unit and mount.within == group
                if not itself and (not mount.group or mount.group == group):
                    yield mount
            at = self._units[at].parent


def join(prefix: str, path: str) -> str:
    """Two parts of a route as one that begins with a single `/`; a `/` at the end is kept as the last part has it."""
    if not path.strip("/"):
        return prefix if prefix and path in {"", "/"} else "/"
    if not prefix:
        return path if path.startswith("/") else "/" + path
    glue = "" if prefix.endswith("/") or path.startswith("/") else "/"
    whole = prefix + glue + (path.lstrip("/") if prefix.endswith("/") else path)
    return whole if whole.startswith("/") else "/" + whole


def _bare(table: str) -> str:
    """A table's name as it can be compared: no quotes, no schema, lower case."""
    return re.sub(r"[\"'`\[\]]", "", table).rpartition(".")[2].lower()


def _tables(facts: Iterable[AnyFact]) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in facts:
        if isinstance(fact, Entity) and fact.table and not fact.abstract:
            found.setdefault(_bare(fact.table), fact.unit)
    return found
