"""Prometheus and Grafana, from their own configuration: who is scraped, and where the numbers are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.sources import SourceFile

# Measured on eight Java fleets: 4 of 4, 1 of 1, 1 of 1.
STRENGTHS = {"scrape": 0.97, "datasource": 0.97, "default-datasource": 0.6}
_SCRAPES = re.compile(r"^\s*-?\s*scrape_configs\s*:", re.MULTILINE)
_TARGET = re.compile(r"[\"'\s\[,]((?!localhost)[A-Za-z][\w.-]*:\d{2,5})(?=[\"'\s\],]|$)", re.MULTILINE)
_DATASOURCES = re.compile(r"^\s*-?\s*datasources\s*:|\"datasources?\"\s*:", re.MULTILINE)
_URL = re.compile(r"[\"']?\burl[\"']?\s*:\s*[\"']?(https?://[^\s\"',]+)")
_TEXTS = frozenset([".yml", ".yaml", ".json", ".toml", ".tmpl"])


def find(ground: Ground) -> Iterator[Link]:
    """A link from Prometheus to each target, and from Grafana to each source of data."""
    for file in ground.texts.tree.files:
        if file.extension not in _TEXTS or not _speaks_of(file.path):
            continue
        text = ground.texts.of(file.path)
        if _SCRAPES.search(text):
            yield from _links(ground, file, text, _TARGET, "prometheus", "scrape")
        elif _DATASOURCES.search(text):
            yield from _links(ground, file, text, _URL, "grafana", "datasource")
    yield from _default(ground)


def _speaks_of(path: str) -> bool:
    return any(word in path.lower() for word in ("prometheus", "grafana", "datasource", "scrape"))


def product(ground: Ground, name: str) -> list[Node]:
    """The nodes that run a product, by technology, image or name."""
    exact = [
        node for node in ground.nodes if name in (node.technology, node.image.rpartition("/")[2].partition(":")[0])
    ]
    return exact or [node for node in ground.nodes if name in node.name.lower()]


def _links(
    ground: Ground, file: SourceFile, text: str, pattern: re.Pattern[str], name: str, reader: str
) -> Iterator[Link]:
    nodes = product(ground, name)
    owner = ground.node_of(file.path)
    owners = [node.name for node in nodes if node.name == owner] or [node.name for node in nodes]
    for found in pattern.finditer(text) if len(owners) == 1 else ():
        witness = Witness(file.path, text.count("\n", 0, found.start(1)) + 1, reader, found[1][:120], STRENGTHS[reader])
        for node in ground.addresses.of(found[1], owners[0]):
            yield Link(owners[0], node, witness, "telemetry")


def _default(ground: Ground) -> Iterator[Link]:
    """One Grafana and one Prometheus in a fleet are there for each other."""
    grafana, prometheus = product(ground, "grafana"), product(ground, "prometheus")
    if len(grafana) == len(prometheus) == 1 and grafana != prometheus:
        seen = grafana[0].evidence[0]
        witness = Witness(seen.path, seen.line, "default-datasource", grafana[0].name, STRENGTHS["default-datasource"])
        yield Link(grafana[0].name, prometheus[0].name, witness, "telemetry")
