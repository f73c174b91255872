"""The whole fleet that traces tell of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skerry.facts.fleet import Channel, Edge, Fleet, Holding, Node, Route, Witness
from skerry.formats.spans import Span
from skerry.read.traces import names
from skerry.read.traces.hops import Hop, hops
from skerry.read.traces.rounds import rounds

READER = "traces"
_CERTAIN = 0.99  # it was seen to happen
_ALIASES = ("k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name", "container.name")


@dataclass(frozen=True, slots=True)
class Observed:
    """The fleet, with how many requests were followed, and over how many seconds (0 where spans have no times)."""

    fleet: Fleet
    requests: int
    seconds: float


def fleet_of(path: str, spans: Sequence[Span]) -> Observed:
    """Everybody who sent spans and everybody whom they speak of; `path` is what witnesses name."""
    found = Counter(hops(spans))
    seconds = _seconds(spans)
    witness = (Witness(path, 0, READER, strength=_CERTAIN),)
    nodes = {node.name: node for node in (*_unseen(found, witness), *_services(spans, witness))}
    fleet = Fleet(
        path,
        tuple(nodes[name] for name in sorted(nodes)),
        _edges(found, nodes, seconds, path),
        tuple(sorted(_holdings(found, witness), key=lambda h: (h.node, h.server, h.database, h.table, h.mode))),
        tuple(sorted(_routes(spans, witness), key=lambda r: (r.node, r.path, r.method))),
        tuple(sorted(_channels(found, witness), key=lambda c: (c.node, c.direction, c.topic))),
        tuple(rounds(path, spans, READER, _CERTAIN)),
    )
    return Observed(fleet, len({span.id.partition("/")[0] for span in spans if span.id}), seconds)


def _seconds(spans: Sequence[Span]) -> float:
    timed = [span for span in spans if span.start]
    if not timed:
        return 0.0
    return (max(max(span.start, span.end) for span in timed) - min(span.start for span in timed)) / 1e9


def _services(spans: Iterable[Span], witness: tuple[Witness, ...]) -> Iterable[Node]:
    aliases: dict[str, set[str]] = defaultdict(set)
    for span in spans:
        if span.service:
            aliases[span.service].update(str(span.attributes[key]) for key in _ALIASES if key in span.attributes)
    for name, found in aliases.items():
        yield Node(name, "business", aliases=tuple(sorted(found - {name})), evidence=witness)


def _unseen(found: Iterable[Hop], witness: tuple[Witness, ...]) -> Iterable[Node]:
    for hop in found:
        if hop.role and hop.target:
            yield Node(hop.target, hop.role, hop.technology, evidence=witness)


def _edges(found: Counter[Hop], nodes: dict[str, Node], seconds: float, path: str) -> tuple[Edge, ...]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for hop, times in found.items():
        if hop.target and hop.source != hop.target:
            kind = "external" if hop.kind == "http" and nodes[hop.target].role == "external" else hop.kind
            counts[hop.source, hop.target, kind] += times
    return tuple(
        Edge(*ends, _CERTAIN, (Witness(path, 0, READER, f"{times:,} times", _CERTAIN),), round(times / seconds, 4) if seconds else 0.0)
        for ends, times in sorted(counts.items())
    )  # fmt: skip


def _holdings(found: Iterable[Hop], witness: tuple[Witness, ...]) -> set[Holding]:
    return {
        Holding(hop.source, hop.target, hop.database, table=hop.table, mode=hop.mode, evidence=witness)
        for hop in found
        if hop.kind == "db"
    }


def _channels(found: Iterable[Hop], witness: tuple[Witness, ...]) -> set[Channel]:
    return {
        Channel(hop.source, "receive" if hop.receives else "send", hop.topic, hop.target, evidence=witness)
        for hop in found
        if hop.kind == "async" and hop.topic
    }


def _routes(spans: Iterable[Span], witness: tuple[Witness, ...]) -> set[Route]:
    entries = {(span.service, names.entry(span)) for span in spans if span.kind == "server" and span.service}
    return {Route(service, *entry, witness) for service, entry in entries if entry}
