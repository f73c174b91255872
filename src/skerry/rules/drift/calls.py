"""Calls between services, and to systems of others, that are missing, unexpected, of another kind, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import SYNCHRONOUS, Edge, Node, Witness
from skerry.rules.drift import names
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

Ends = tuple[str, str]


def differences(sides: Sides) -> Iterator[Difference]:
    """Pair by pair. What goes to stores is data, and what goes to brokers is told with the events."""
    declared = {ends: edges for ends, edges in sides.declared.items() if _is_call(sides.wanted.fleet.by_name, edges)}
    observed = {ends: edges for ends, edges in sides.observed.items() if _is_call(sides.found.fleet.by_name, edges)}
    reversed_ = {
        (a, b) for a, b in declared if sides.found.denies("calls")
        and (a, b) not in observed and (b, a) in observed and (b, a) not in declared and (a, b) not in sides.possible
    }  # fmt: skip
    for ends in sorted(reversed_):
        yield _reversed(ends, declared[ends], observed[ends[1], ends[0]])
    gone = [
        row
        for ends in sorted(declared.keys() - observed.keys() - reversed_)
        for row in _missing(sides, ends, declared[ends])
    ]
    new = [
        _unexpected(sides, ends, observed[ends])
        for ends in sorted(observed.keys() - declared.keys())
        if ends[::-1] not in reversed_ and sides.wanted.denies("calls") and not sides.hidden & set(ends)
    ]
    yield from _exchanged(sides, gone, new)
    for ends in sorted(declared.keys() & observed.keys()):
        yield from _other_kind(sides, ends, declared[ends], observed[ends])


def _is_call(nodes: dict[str, Node], edges: list[Edge]) -> bool:
    target = nodes[edges[0].target]
    return target.role != "broker" and target.role not in names.STORE


def _missing(sides: Sides, ends: Ends, edges: list[Edge]) -> Iterator[Difference]:
    source, target = ends
    known = sides.found.denies("calls") and sides.reads_code_of(source)
    if ends in sides.possible or not (known or sides.found.watched):
        return
    said = f"{source} does not call {target}" if known else f"{source} was never seen to call {target}"
    yield Difference(
        Kind.MISSING, "call", f"{source} -> {target}", said, _kinds(edges), "", _seen(edges), note=not known
    )


def _unexpected(sides: Sides, ends: Ends, edges: list[Edge]) -> Difference:
    """Messages that go straight to a service, which carries them itself, are told by their events, as those through a broker."""
    source, target = ends
    note = {edge.kind for edge in edges} == {"async"} and not sides.wanted.denies("wire")
    said = (
        f"{source} exchanges messages with {target}, nobody knows for which events"
        if note
        else f"{source} calls {target}, which is not declared"
    )
    return Difference(
        Kind.UNEXPECTED, "call", f"{source} -> {target}", said, "", _kinds(edges), (), _seen(edges), note=note
    )


def _exchanged(sides: Sides, gone: list[Difference], new: list[Difference]) -> Iterator[Difference]:
    """What one service does not call any more, and what it calls instead, is one change: an address."""
    lost, won = (_by_source(row for row in rows if not _touches(sides, row)) for rows in (gone, new))
    for source in lost.keys() & won.keys():
        if len(lost[source]) == len(won[source]) == 1 and not (lost[source][0].note or won[source][0].note):
            old, other = lost[source][0], won[source][0]
            gone.remove(old)
            new.remove(other)
            was, now = old.about.partition(" -> ")[2], other.about.partition(" -> ")[2]
            said = f"{source} calls {now}, not {was}"
            yield Difference(Kind.TARGET, "call", old.about, said, was, now, old.declared, other.seen)
    yield from gone
    yield from new


def _touches(sides: Sides, row: Difference) -> bool:
    """Whether it is about a node that only one side has, and so a consequence of that."""
    return any(end in sides.missing or end in sides.unexpected for end in row.about.split(" -> "))


def _by_source(rows: Iterator[Difference]) -> dict[str, list[Difference]]:
    found: dict[str, list[Difference]] = {}
    for row in rows:
        found.setdefault(row.about.partition(" -> ")[0], []).append(row)
    return found


def _reversed(ends: Ends, declared: list[Edge], observed: list[Edge]) -> Difference:
    a, b = ends
    return Difference(
        Kind.DIRECTION, "call", f"{a} -> {b}", f"{b} calls {a}, and not {a} {b}", f"{a} -> {b}", f"{b} -> {a}",
        _seen(declared), _seen(observed),
    )  # fmt: skip


def _other_kind(sides: Sides, ends: Ends, declared: list[Edge], observed: list[Edge]) -> Iterator[Difference]:
    wanted, found = _plain(declared), _plain(observed)
    spoken = wanted == {"http"} and not sides.wanted.denies("wire")  # unless said, which is all that a model says
    if wanted and found and not wanted & found and not (spoken and found <= SYNCHRONOUS):
        a, b = ends
        said = f"{a} calls {b} by {_kinds(observed)}, not by {_kinds(declared)}"
        yield Difference(
            Kind.KIND, "call", f"{a} -> {b}", said, _kinds(declared), _kinds(observed), _seen(declared), _seen(observed)
        )


def _plain(edges: list[Edge]) -> set[str]:
    """The kinds as they are compared: a call to somebody else's system is told by who it goes to, and is made with HTTP or whatever."""
    kinds = {edge.kind for edge in edges}
    return set() if kinds & {"external", "auth", "mail"} else kinds


def _kinds(edges: list[Edge]) -> str:
    return ", ".join(sorted({edge.kind for edge in edges}))


def _seen(edges: list[Edge]) -> tuple[Witness, ...]:
    return tuple(witness for edge in edges for witness in edge.evidence)
