"""A FactGraph as a page that a person reads in half a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath

from skerry.facts.fleet import Fleet
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import ConfigKey, Endpoint, Entity, Event, Job, Outbound, Table, Transaction
from skerry.kernel.problem import Problem
from skerry.kernel.words import counted
from skerry.render.snippet import visible
from skerry.render.style import PLAIN, Style

_CALLS = frozenset(["http", "grpc", "external", "mail", "auth"])
_SHOWN = 6  # names in a line


def summary(graph: FactGraph, fleet: Fleet, style: Style = PLAIN, width: int = 100) -> str:
    """One line a kind of fact: how many, and some of them; what runs first, then what was left out, and what went wrong."""
    lines = [style.bold(visible(PurePath(graph.root).name or "code")), ""]
    for title, text in (*_of_fleet(fleet), *_parts(graph), *_problems({*graph.problems, *fleet.problems})):
        if text:
            cut = text if len(text) <= width - 16 else text[: width - 17] + "…"
            lines.append(f"  {style.place(title.ljust(12))}  {visible(cut)}")
    return "\n".join(lines) + "\n"


def _of_fleet(fleet: Fleet) -> Iterator[tuple[str, str]]:
    """What runs and who speaks to whom, where more than one thing does."""
    if len(fleet.services) < 2:
        return
    yield "deployments", _deployments(fleet)
    yield "services", _counted(node.name for node in fleet.services)
    others = Counter(node.role for node in fleet.nodes if node not in fleet.services)
    yield "and", ", ".join(f"{role} {count}" for role, count in others.most_common())
    yield "calls", _counted(f"{edge.source} → {edge.target}" for edge in fleet.believed if edge.kind in _CALLS)
    yield "messages", _counted(f"{each.producer} → {each.consumer} ({each.topic})" for each in fleet.deliveries)
    yield "stores", _counted(f"{edge.source} → {edge.target}" for edge in fleet.believed if edge.kind == "db")
    possible = len(fleet.edges) - len(fleet.believed)
    yield "possible", f"{possible} more connections, which `--format json` lists" if possible else ""


def _deployments(fleet: Fleet) -> str:
    """The ways in which the manifests set this up, the main one first; or the one that was asked for."""
    if fleet.deployment:
        return f"{fleet.deployment} alone, of {len(fleet.deployments)}"
    if len(fleet.deployments) < 2:
        return ""
    return _counted(f"{each.name} ({counted(each.services, 'service')})" for each in fleet.deployments) + ", as one"


def _parts(graph: FactGraph) -> Iterator[tuple[str, str]]:
    yield "code", _code(graph)
    yield "read by", _readers(graph)
    yield "entities", _counted(e.name for e in graph.of(Entity) if not e.abstract)
    yield "tables", _counted(t.name for t in graph.of(Table))
    yield "endpoints", _counted(f"{e.method} {e.path}" for e in graph.of(Endpoint))
    yield "transactions", _counted(_short(graph, t.unit) for t in graph.of(Transaction))
    yield "events", _counted(e.name for e in graph.of(Event))
    yield "jobs", _counted(job.name or _short(graph, job.unit) for job in graph.of(Job))
    yield "calls out", _counted(f"{call.protocol} {call.target}".strip() for call in graph.of(Outbound))
    yield "config", _counted(key.key for key in graph.of(ConfigKey))
    yield "history", _history(graph)
    yield "left out", _tally(skipped.reason for skipped in graph.skipped)


def _code(graph: FactGraph) -> str:
    lines: Counter[str] = Counter()
    for unit in graph.units:
        if unit.parent < 0:
            lines[unit.language] += graph.lines.get(unit.path, 0)
    files = len(graph.lines)
    shares = ", ".join(f"{name} {n / 1000:,.1f}" for name, n in lines.most_common(_SHOWN))
    return f"{files:,} files, {sum(lines.values()) / 1000:,.1f} kLOC: {shares}" if files else ""


def _readers(graph: FactGraph) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in Counter(fact.reader for fact in graph.facts).most_common(10))


def _counted(names: Iterable[str]) -> str:
    """How many different names, and the first of them."""
    distinct = dict.fromkeys(names)
    if not distinct:
        return ""
    more = " …" if len(distinct) > _SHOWN else ""
    return f"{len(distinct):,}: {', '.join(islice(distinct, _SHOWN))}{more}"


def _tally(reasons: Iterable[str]) -> str:
    return ", ".join(f"{n:,} {reason}" for reason, n in Counter(reasons).most_common(_SHOWN))


def _short(graph: FactGraph, unit: int) -> str:
    return graph.qualified(unit).rpartition("::")[2] if unit >= 0 else "?"


def _history(graph: FactGraph) -> str:
    past = graph.history
    if not past.commits:
        return ""
    from skerry.facts.cochange import cochange  # noqa: PLC0415 - numpy, which a tree without a past does not need

    first, last = (datetime.fromtimestamp(past.commits[i].when, UTC).date() for i in (-1, 0))
    pairs = len(cochange(past, graph.files, 2).left)
    cut = "" if past.whole else ", not to its beginning"
    return f"{len(past.commits):,} commits by {len(past.authors):,}, {first} to {last}{cut}; {pairs:,} pairs of files changed together"


def _problems(found: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    """One line a code with the first place."""
    problems = sorted(found, key=lambda problem: problem.span)
    counts = Counter(problem.code for problem in problems)
    for n, (code, times) in enumerate(sorted(counts.items(), key=lambda item: item[0].id)):
        first = next(problem for problem in problems if problem.code is code)
        title = "problems" if n == 0 else ""
        more = f" (and {times - 1:,} more)" if times > 1 else ""
        yield title, f"{code.id} {code.title}: {first.span}{more}"
