"""How much each service of a fleet does: what is counted where a rule asks whether one is too large, or hardly there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from skerry.rules.graphs import median
from skerry.rules.side import Side

_NOT_OURS = re.compile(
    r"(?i)(?:^|/)(?:node_modules|bower_components|vendor|vendors|third_?party|external|plugins?|wwwroot/lib|static/lib|genproto)/"
    r"|(?:[-.]min|\.bundle|\.umd)\.(?:js|css)$"
    r"|(?:^|/)(?:angular|vue|react|react-dom|jquery|bootstrap|lodash|underscore|moment|d3|backbone|ember|three|chart|iscroll|highcharts|"
    r"handlebars|knockout|sockjs|stomp)(?:[-.][\w.-]*)?\.js$"
    r"|(?:_pb2(?:_grpc)?\.pyi?|\.pb(?:\.gw)?\.go|_grpc\.pb\.go|_pb\.(?:js|ts|d\.ts)|\.pb\.(?:cc|h)|\.g\.cs|\.designer\.cs)$"
    r"|(?:^|/)protos?/[\w./-]*\.ts$"
)  # what others wrote, minified or by its well-known name, and what protobuf and the like generate
MEASURES = ("operations", "entities", "neighbours", "events", "lines")


@dataclass(frozen=True, slots=True)
class Size:
    """Routes that it answers (in a model: operations), entities or tables that it keeps, services that it calls or is called by, events
    that it sends or hears, and lines of code; -1 where nobody can know."""

    operations: int
    entities: int
    neighbours: int
    events: int
    lines: int


def sizes(side: Side) -> dict[str, Size]:
    """The size of each service."""
    routes = Counter(route.node for route in side.fleet.routes)
    tables = Counter(
        node
        for node, _ in {
            (each.node, each.table) for each in side.fleet.holdings if each.table and each.mode in {"define", "write"}
        }
    )
    events = Counter(channel.node for channel in side.fleet.channels)
    neighbours = Counter(name for edge in side.inner for name in (edge.source, edge.target))
    lines = _lines(side)
    found = {}
    for node in side.services:
        service = side.system.services.get(node.name) if side.system else None
        if service:
            counts = (len(service.operations), len(service.owns), neighbours[node.name], events[node.name], -1)
        else:
            silent = side.silent(node.name)
            known = (routes[node.name], tables[node.name]) if not silent else (-1, -1)
            counts = (*known, neighbours[node.name], events[node.name], lines.get(node.name, -1))
        found[node.name] = Size(*counts)
    return found


def outliers(values: dict[str, int]) -> dict[str, float]:
    """Those that are far above the others: a robust z above 3.5 (Iglewicz and Hoaglin, 1993) and at least twice the median, each with
    how many times the median it is. Of fewer than 5 services none can be told."""
    known = {name: value for name, value in values.items() if value >= 0}
    if len(known) < 5:
        return {}
    middle = median(known.values())
    spread = (
        median(abs(value - middle) for value in known.values()) or 1.0
    )  # half of them alike: then one step is a spread
    return {
        name: value / middle if middle else float(value)
        for name, value in known.items()
        if 0.6745 * (value - middle) / spread > 3.5 and value >= 2 * middle
    }


def _lines(side: Side) -> dict[str, int]:
    """Lines of code below the folders of each service, without what others wrote and what is generated; a file belongs to the innermost
    folder."""
    if side.code is None:
        return {}
    owner = {folder: node.name for node in side.services for folder in node.folders}
    found: Counter[str] = Counter()
    for path, number in side.code.lines.items():
        if _NOT_OURS.search(path):
            continue
        folder = path.rpartition("/")[0]
        while folder and folder not in owner:
            folder = folder.rpartition("/")[0]
        if home := owner.get(folder or "."):
            found[home] += number
    return dict(found)


def nano(side: Side) -> dict[str, str | None]:
    """The services that are hardly there, each with its only caller; '' for those that are not, None where nobody can know."""
    found = side.derived(sizes)
    middle = median(size.lines for size in found.values() if size.lines >= 0)
    callers: dict[str, list[str]] = {}
    for edge in side.inner:
        callers.setdefault(edge.target, []).append(edge.source)
    answers: dict[str, str | None] = {}
    for name, size in found.items():
        only = callers.get(name, [])
        small = size.operations <= 2 and size.entities <= 1 and not size.events and size.lines < (middle / 4 or 1)
        spelled_out = side.system is None or not side.system.services[name].open
        if len(only) != 1 or not small or (not side.wanted and name in side.fronts):
            answers[name] = ""
        else:
            # what is called answers something: where no operation is seen they are in a form that nobody reads
            unseen = size.operations < 0 or (size.operations == 0 and not side.wanted)
            answers[name] = only[0] if spelled_out and not unseen else None
    return answers
