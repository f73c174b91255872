"""Events: who sends and hears which, and who uses which broker. A service that has left its broker differs once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Channel, Edge, Fleet
from skerry.rules.drift import names
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

Rows = dict[tuple[str, str], list[Channel]]  # by wanted name and direction
_VERSIONED = re.compile(r"(.+?)(?:\.(v\d+))?")
_QUALIFIED = re.compile(r"[./$]")  # what stands between a package and a type
_DOES = {"send": "sends", "receive": "hears"}
_DO = {"send": "send", "receive": "hear"}


def differences(sides: Sides) -> Iterator[Difference]:
    """Channel by channel, then the brokers whose use no channel tells of."""
    wanted = _channels(sides.wanted.fleet, {mine: mine for mine in sides.pairs})
    found = _channels(sides.found.fleet, {theirs.name: name for name, (_, theirs) in sides.pairs.items()})
    told: set[str] = set()
    untold = _untold(sides, found)
    for name in sides.pairs:
        rows = list(_of_node(sides, name, wanted, found, untold))
        left = _left(sides, name, rows)
        told |= {name} if rows else set()
        yield from [left] if left else rows
    yield from _brokers(sides, told)


def _untold(sides: Sides, found: Rows) -> set[str]:
    """Services that use a broker still, while nobody can tell for which events: of those, none is missing for sure."""
    speak = {name for name, _ in found}
    return {source for source, _ in _to_brokers(sides, sides.observed)} - speak


def _channels(fleet: Fleet, known: dict[str, str]) -> Rows:
    found: Rows = {}
    for channel in fleet.channels:
        if channel.node in known:
            found.setdefault((known[channel.node], channel.direction), []).append(channel)
    return found


def _of_node(sides: Sides, name: str, wanted: Rows, found: Rows, untold: set[str]) -> Iterator[Difference]:
    for direction in ("send", "receive"):
        mine, theirs = wanted.get((name, direction), []), found.get((name, direction), [])
        known = sides.found.denies("channels") and sides.found.fleet.channels and sides.reads_code_of(name)
        known = known and name not in untold
        for channel in _without(mine, theirs) if known or sides.found.watched else ():
            said = f"{name} does not {_DO[direction]} {_text(channel)}"
            yield Difference(
                Kind.MISSING, "event", f"{name} {direction} {_text(channel)}", said, _text(channel), "", channel.evidence,
                note=not known,
            )  # fmt: skip
        for channel in _without(theirs, mine) if sides.wanted.denies("channels") else ():
            note = direction == "receive" and _from_outside(sides, channel)
            said = f"{name} {_DOES[direction]} {_text(channel)}, which {'nobody here sends' if note else 'is not declared'}"
            about = f"{name} {direction} {_text(channel)}"
            yield Difference(Kind.UNEXPECTED, "event", about, said, "", _text(channel), (), channel.evidence, note=note)


def _from_outside(sides: Sides, channel: Channel) -> bool:
    """Whether the language has no word for it: a model's services hear what its services send."""
    senders = (row for row in sides.found.fleet.channels if row.direction == "send")
    return not sides.wanted.denies("wire") and not any(_same(channel, row) for row in senders)


def _without(rows: list[Channel], others: list[Channel]) -> list[Channel]:
    """Those that the others have under no name; each topic once."""
    found = {
        channel.topic or channel.message: channel for channel in rows if not any(_same(channel, o) for o in others)
    }
    return [found[topic] for topic in sorted(found)]


def _same(one: Channel, other: Channel) -> bool:
    """The same topic, or the same type of event; a version counts where both say one."""
    if names.plain(one.topic) and names.plain(one.topic) == names.plain(other.topic):
        return True
    (event, version), (another, other_version) = _event(one), _event(other)
    return bool(event) and event == another and (not version or not other_version or version == other_version)


def _event(channel: Channel) -> tuple[str, str]:
    """The letters of the type's own name, or of the topic, and the version behind it."""
    found = _VERSIONED.fullmatch(channel.message)
    name, version = (found[1], found[2] or "") if found else ("", "")
    own = _QUALIFIED.split(name)[-1] or channel.topic
    return "".join(char for char in own.lower() if char.isalpha()), version


def _text(channel: Channel) -> str:
    return channel.message or channel.topic


def _left(sides: Sides, name: str, rows: list[Difference]) -> Difference | None:
    """Where a service has nothing to do with its broker any more, that is the difference, and its events are consequences."""
    brokers = [ends for ends in _to_brokers(sides, sides.declared) if ends[0] == name and ends not in sides.possible]
    if len(brokers) != 1 or len(rows) < 2 or any(row.kind != Kind.MISSING or row.note for row in rows):
        return None
    _, broker = brokers[0]
    edges = sides.declared[name, broker]
    return Difference(
        Kind.MISSING, "broker", f"{name} -> {broker}", f"{name} does not use {broker}", broker, "",
        edges[0].evidence, also=tuple(row.message for row in rows),
    )  # fmt: skip


def _brokers(sides: Sides, told: set[str]) -> Iterator[Difference]:
    declared, observed = _to_brokers(sides, sides.declared), _to_brokers(sides, sides.observed)
    spoken = {(sides.name(row.node), sides.name(row.broker)) for row in sides.found.fleet.channels if row.broker}
    for source, broker in sorted(declared - observed - sides.possible - spoken):
        if (
            source in sides.pairs
            and source not in told
            and sides.found.denies("channels")
            and sides.reads_code_of(source)
        ):
            edges = sides.declared[source, broker]
            said = f"{source} does not use {broker}"
            yield Difference(Kind.MISSING, "broker", f"{source} -> {broker}", said, broker, "", edges[0].evidence)
    for source, broker in sorted(observed - declared):
        if source in sides.pairs and source not in told and sides.wanted.denies("channels"):
            edges = sides.observed[source, broker]
            note = not sides.wanted.denies("wire")  # a model uses brokers by its events alone
            said = f"{source} uses {broker}, {'nobody knows for which events' if note else 'which is not declared'}"
            yield Difference(
                Kind.UNEXPECTED, "broker", f"{source} -> {broker}", said, "", broker, (), edges[0].evidence, note=note
            )


def _to_brokers(sides: Sides, edges: dict[tuple[str, str], list[Edge]]) -> set[tuple[str, str]]:
    """Ends of edges to brokers that both have; one that only one side has is a difference itself."""
    return {ends for ends in edges if ends[1] in sides.pairs and sides.pairs[ends[1]][0].role == "broker"}
