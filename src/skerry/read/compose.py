"""What only the whole tree can tell, settled when the graph is put together.

One entity a class, the tables that migrations lead to, the full paths of endpoints, the entities that tables are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from skerry.facts.kinds import Access, AnyFact, Endpoint, Entity, Mount, Unit
from skerry.facts.stores import Stores
from skerry.facts.tables import migrated
from skerry.read.merge import merged

_DEEPEST = 8  # mounts in mounts; deeper ones are a cycle
_MOST = 24  # paths of one route


def compose(units: Sequence[Unit], facts: Sequence[AnyFact]) -> list[AnyFact]:
    """The facts of single files as facts of the whole tree."""
    paths = {at: unit.path for at, unit in enumerate(units) if unit.parent < 0}
    return _of_entities(_under_mounts(units, migrated(merged(facts), paths)))


def _under_mounts(units: Sequence[Unit], facts: Sequence[AnyFact]) -> list[AnyFact]:
    """Each endpoint under every path at which it is served, once."""
    mounts = _Mounts(units, [fact for fact in facts if isinstance(fact, Mount)])
    found: list[AnyFact] = []
    seen: set[tuple[str, str, int, str]] = set()
    for fact in facts:
        if not isinstance(fact, Endpoint):
            found.append(fact)
            continue
        for endpoint in mounts.compose(fact):
            key = (endpoint.method, endpoint.path, endpoint.unit, endpoint.name)
            if key not in seen:
                seen.add(key)
                found.append(endpoint)
    return found


def _of_entities(facts: Sequence[AnyFact]) -> list[AnyFact]:
    """Accesses by a table's name as accesses of the entity that is kept in it."""
    stores = Stores(fact for fact in facts if isinstance(fact, Entity))
    return [_of_entity(fact, stores) if isinstance(fact, Access) else fact for fact in facts]


def _of_entity(access: Access, stores: Stores) -> Access:
    store = stores.of(access)
    return replace(access, target=store) if isinstance(store, int) else access


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
