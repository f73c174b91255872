"""Who sends to and receives from which topic, queue or exchange: of the code's events, of texts, of configuration.

An event within one process is none: what code raises is a channel where its reader knows only messages between processes, or where
what the node is built of has a broker's client.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from skerry.facts.fleet import Channel, Witness
from skerry.facts.kinds import Event
from skerry.read.fleet.evidence._brokers import Brokers, products
from skerry.read.fleet.evidence._message_settings import named_by_settings
from skerry.read.fleet.evidence._message_texts import STOMP, named_in_texts
from skerry.read.fleet.evidence._topics import Topics
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.owners import Owners

Found = tuple[str, str, str, str, Witness]  # node, direction, topic, message

# Readers whose events leave the process whatever the file says else, and those whose events may.
_OUTSIDE = frozenset(["java_messaging", "java_eventuate", "dotnet_bus", "python_messaging", "celery"])
_PERHAPS = frozenset(["node", "nest", "go"])
_BINDING = "java_binding"  # counts for who listens: senders declare the queues of others too
_KNOWN = 0.5  # an event that is surer than this has a name, and not a variable's
_MOST_EVIDENCE = 5


def channels(ground: Ground) -> tuple[Channel, ...]:
    """All channels of all nodes, each once, sorted. Ask for them by `ground.derived(channels)`."""
    found: dict[tuple[str, str, str, str], list[Witness]] = defaultdict(list)
    topics = {node.name: Topics(ground, node.name) for node in ground.nodes if not node.infrastructure}
    for node, direction, name, message, witness in (*_events(ground), *_named(ground, topics)):
        if node in topics and (topic := topics[node].of(name)):
            found[node, direction, topic, message].append(witness)
    hearing = {(node, direction) for (node, direction, _, _), places in found.items() if not _of_bindings(places)}
    brokers = ground.derived(Brokers)
    return tuple(
        Channel(*key[:3], _broker(brokers, key[0], key[2], places), key[3], tuple(places[:_MOST_EVIDENCE]))
        for key, places in sorted(found.items())
        if not _of_bindings(places) or key[:2] in hearing
    )


def _broker(brokers: Brokers, node: str, topic: str, places: list[Witness]) -> str:
    """That of the node; none of what a browser hears, and of what a service sends there by itself."""
    heard = all(place.reader == STOMP for place in places)
    return "" if heard or (topic.startswith("/") and brokers.are_within(node)) else brokers.of(node)


def _of_bindings(places: list[Witness]) -> bool:
    return all(place.reader == _BINDING for place in places)


def _events(ground: Ground) -> Iterator[Found]:
    """What readers of code know. A file that several nodes share is a wrapper, to which each of them gives its own topics."""
    brokers, owners, code = ground.derived(Brokers), ground.derived(Owners), ground.code
    for event in code.of(Event):
        if not _may_leave(event):
            continue
        path = code.units[event.unit].path
        nodes = owners.of(path)
        if len(nodes) == 1 and (event.reader not in _PERHAPS or brokers.clients(nodes[0])):
            direction = "send" if event.direction == "raise" else "receive"
            message = code.units[event.target].name if event.target >= 0 else ""
            yield (
                nodes[0],
                direction,
                event.name,
                message,
                Witness(path, event.line, event.reader, event.name, event.strength),
            )


def _may_leave(event: Event) -> bool:
    """Whether an event is a message to another process, for all that its reader knows."""
    spoken = event.kind == "event" and not event.immediate and event.unit >= 0
    return spoken and event.strength > _KNOWN and event.reader in {_BINDING, *_OUTSIDE, *_PERHAPS}


def _named(ground: Ground, topics: dict[str, Topics]) -> Iterator[Found]:
    """What texts and settings name, of nodes that are built with a broker's client, or whose settings name one."""
    brokers = ground.derived(Brokers)
    for node, known in topics.items():
        clients = brokers.clients(node)
        rows = [*known.bound(), *(named_in_texts(ground, node) if clients else ())]
        rows += [row for row in named_by_settings(ground, node) if clients or products([row[2].text])]
        yield from ((node, direction, topic, "", witness) for direction, topic, witness in rows)
