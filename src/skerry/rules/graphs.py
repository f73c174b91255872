"""Graphs of names, as rules ask them: circles, the longest way, and how far a change reaches. All in one pass over the edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def components(graph: Graph) -> list[tuple[str, ...]]:
    """The strongly connected components, callees before their callers (Tarjan, SIAM J. Comput. 1(2), 1972); no recursion."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    held: list[str] = []
    inside: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in graph:
        work: list[tuple[str, Iterator[str]]] = []
        if root not in order:
            _open(root, graph, order, low, held, inside, work)
        while work:
            node, targets = work[-1]
            following = next((each for each in targets if each in graph), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    at = held.index(node)
                    found.append(tuple(held[at:]))
                    inside.difference_update(held[at:])
                    del held[at:]
            elif following not in order:
                _open(following, graph, order, low, held, inside, work)
            elif following in inside:
                low[node] = min(low[node], order[following])
    return found


def _open(
    node: str,
    graph: Graph,
    order: dict[str, int],
    low: dict[str, int],
    held: list[str],
    inside: set[str],
    work: list[tuple[str, Iterator[str]]],
) -> None:
    order[node] = low[node] = len(order)
    held.append(node)
    inside.add(node)
    work.append((node, iter(graph[node])))


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """The components of two and more, each in the order of a way around."""
    return [_around(graph, frozenset(each)) for each in components(graph) if len(each) > 1]


def _around(graph: Graph, members: frozenset[str]) -> tuple[str, ...]:
    """A shortest way from the first member back to it, and then those that are not on it."""
    start = min(members)
    back: dict[str, str] = {}
    near = [start]
    while near and start not in back:
        following = []
        for node in near:
            for target in graph[node]:
                if target in members and target not in back:
                    back[target] = node
                    following.append(target)
        near = following
    way = [start]
    while (before := back[way[-1]]) != start:
        way.append(before)
    way = [start, *reversed(way[1:])]
    return (*way, *sorted(members - set(way)))


def circle(graph: Graph, members: Sequence[str]) -> tuple[str, ...]:
    """The longest part of a row of members, from its first on, that leads back to the first by edges alone."""
    way = [members[0]]
    found: tuple[str, ...] = (members[0],)
    for each in members[1:]:
        if each not in graph[way[-1]]:
            break
        way.append(each)
        if members[0] in graph[each]:
            found = tuple(way)
    return found


def longest(graph: Graph) -> dict[str, tuple[str, ...]]:
    """The longest way from each node, itself first; members of a circle count as one step."""
    component = {node: at for at, members in enumerate(components(graph)) for node in members}
    members: dict[int, list[str]] = {}
    for node, at in component.items():
        members.setdefault(at, []).append(node)
    best: dict[int, tuple[str, ...]] = {}
    for at in sorted(members):  # callees come first
        ways = [
            ((node, *best[component[target]]))
            for node in members[at]
            for target in graph[node]
            if component.get(target, at) != at
        ]
        best[at] = max(ways, key=len, default=(members[at][0],))
    found = {}
    for node, at in component.items():
        own = [(node, *best[component[target]]) for target in graph[node] if component.get(target, at) != at]
        found[node] = max(own, key=len, default=best[at])
    return found


def reached(graph: Graph) -> dict[str, int]:
    """How many others each node reaches, itself not counted."""
    parts = components(graph)
    component = {node: at for at, members in enumerate(parts) for node in members}
    reach: list[int] = []  # bit sets: a thousand services in a thousand words of a thousand bits
    for at, members in enumerate(parts):
        bits = 1 << at
        for node in members:
            for target in graph[node]:
                if target in component and component[target] != at:
                    bits |= reach[component[target]]
        reach.append(bits)
    sizes = [len(members) for members in parts]
    counted = [sum(sizes[other] for other in _bits(reach[at])) - 1 for at in range(len(parts))]
    return {node: counted[at] for node, at in component.items()}


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def median(values: Iterable[float]) -> float:
    """The middle one; 0 of none."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if not ordered:
        return 0.0
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def propagation(graph: Graph) -> float:
    """The share of all pairs in which a change of one node can be felt by the other, a node's own included (MacCormack et al.,
    Management Science 52(7), 2006: propagation cost)."""
    size = len(graph)
    return (sum(reached(graph).values()) + size) / size**2 if size else 0.0
