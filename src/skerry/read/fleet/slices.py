"""What the services that Skerry generates say of themselves in `service.json`: their data, their routes, their events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.fleet import Channel, Holding, Route, Witness
from skerry.read.fleet.ground import Ground
from skerry.read.manifests.generated import FLEET, READER, SERVICE, Object, at, documents, rows, store_name, word, words

_AWAITED = re.compile(r"\b(?:ok|fail)=\"([\w.-]+)\"")


def with_holdings(ground: Ground, others: Iterable[Holding]) -> tuple[Holding, ...]:
    """What is known of data, with what slices say, sorted."""
    found = {(h.node, h.server, h.database, h.schema, h.table, h.mode): h for h in (*others, *holdings(ground))}
    return tuple(found[key] for key in sorted(found))


def with_routes(ground: Ground, others: Iterable[Route]) -> tuple[Route, ...]:
    """What is known of routes, with what slices say, sorted; these are also what the documents beside them are made of."""
    told = {node for _, _, node in slices(ground)}
    code = (row for row in others if row.node not in told or any(seen.reader != "openapi" for seen in row.evidence))
    found = {(row.node, row.method, row.path): row for row in (*code, *routes(ground))}
    return tuple(found[key] for key in sorted(found))


def with_channels(ground: Ground, others: Iterable[Channel]) -> tuple[Channel, ...]:
    """What is known of channels, with what slices say, sorted."""
    found = {(row.node, row.direction, row.topic): row for row in (*others, *channels(ground))}
    return tuple(found[key] for key in sorted(found))


def holdings(ground: Ground) -> Iterator[Holding]:
    """The tables of a service's entities and views, in its own store."""
    for path, slice_, node in slices(ground):
        if store := word(slice_, "store"):
            seen = (at(ground.texts, path, f'"store": "{store}"'),)
            yield Holding(node, store_name(store), store, mode="define", evidence=seen)
            for each in (*rows(slice_, "entities"), *rows(slice_, "views")):
                if table := word(each, "table"):
                    there = (at(ground.texts, path, f'"table": "{table}"'),)
                    yield Holding(node, store_name(store), store, table=table, mode="define", evidence=there)


def routes(ground: Ground) -> Iterator[Route]:
    """All versions of all operations, as they stand in an address."""
    for path, slice_, node in slices(ground):
        in_path = word(slice_, "by") in {"", "url"}
        for operation in rows(slice_, "operations"):
            seen = (at(ground.texts, path, f'"name": "{word(operation, "name")}"'),)
            for route in rows(operation, "routes"):
                version = f"/{word(route, 'version')}" if in_path and word(route, "version") else ""
                yield Route(node, word(route, "method").upper(), f"{version}{word(route, 'path')}", seen)


def channels(ground: Ground) -> Iterator[Channel]:
    """What a service publishes, hears, and waits for; of one in another language, what the fleet file says that it hears."""
    bus = next((word(fleet, "bus") for _, fleet in documents(ground.texts, "fleet.json", FLEET)), "")
    for path, slice_, node in slices(ground):
        topics = {word(event, "name"): word(event, "type") for event in rows(slice_, "events")}
        for direction, names in (("send", words(slice_, "publishes")), ("receive", _heard(slice_))):
            for name in sorted(set(names)):
                seen = (at(ground.texts, path, f'"{name}"'),)
                yield Channel(node, direction, topics.get(name, name), bus, name.partition(".")[2], seen)
        yield from _awaited(ground, node, bus)
    for path, fleet in documents(ground.texts, "fleet.json", FLEET):
        for service in rows(fleet, "services"):
            for heard in rows(service, "hears"):
                topic = word(heard, "event")
                yield Channel(word(service, "name"), "receive", topic, bus, "", (at(ground.texts, path, f'"{topic}"'),))


def _heard(slice_: Object) -> Iterator[str]:
    yield from (word(reaction, "event") for reaction in rows(slice_, "reactions"))
    for view in rows(slice_, "views"):
        yield from words(view, "events")


def _awaited(ground: Ground, node: str, bus: str) -> Iterator[Channel]:
    """What the sagas of a service wait for: it stands in their code alone."""
    for file in ground.files(node):
        text = ground.texts.of(file.path) if file.extension == ".py" and file.role == "source" else ""
        for found in _AWAITED.finditer(text) if "skerry_runtime" in text and "Await(" in text else ():
            line = text.count("\n", 0, found.start()) + 1
            yield Channel(node, "receive", found[1], bus, "", (Witness(file.path, line, READER),))


def slices(ground: Ground) -> Iterator[tuple[str, Object, str]]:
    """Each `service.json` with the node whose it is."""
    for path, found in documents(ground.texts, "service.json", SERVICE):
        if node := ground.node_of(path):
            yield path, found, node


def calls_of_others(ground: Ground) -> Iterator[tuple[str, str, Witness]]:
    """The systems of others that a service may call: node, name, place."""
    for path, slice_, node in slices(ground):
        for call in rows(slice_, "calls"):
            if call.get("external") is True and word(call, "name"):
                yield (
                    node,
                    word(call, "name"),
                    at(ground.texts, path, f'"name": "{word(call, "name")}"', word(call, "name")),
                )
