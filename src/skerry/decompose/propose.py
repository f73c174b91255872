"""From facts to a proposal: weigh the evidence, cut, name, and say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from skerry.decompose.alternatives import cuts, remade, shaken, stability, stability_of
from skerry.decompose.boundaries import boundaries
from skerry.decompose.communities import Labels, Tied
from skerry.decompose.constraints import FREE, Constraints
from skerry.decompose.context_map import relations
from skerry.decompose.cut import Cut, Cutter
from skerry.decompose.field import Field
from skerry.decompose.globs import globs
from skerry.decompose.granularity import granularity
from skerry.decompose.kinds import kinds
from skerry.decompose.meanings import meanings
from skerry.decompose.metrics import metrics
from skerry.decompose.naming import names, vocabulary
from skerry.decompose.nowhere import unplaced
from skerry.decompose.ownership import entities, reassigned
from skerry.decompose.partition import Partition
from skerry.decompose.phases import phases
from skerry.decompose.placing import Placing
from skerry.decompose.proposal import Alternative, Proposal, ProposedService
from skerry.decompose.sagas import sagas
from skerry.decompose.verdict import verdict
from skerry.decompose.weigh import Evidence
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Endpoint, Entity, Event
from skerry.kernel.event import Listener, Progressed, silent
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Severity
from skerry.kernel.words import counted

_STEPS = 4


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks for: `services` 0 lets the evidence say how many; `without` names evidence families to leave out."""

    services: int = 0
    without: frozenset[str] = frozenset()
    constraints: Constraints = FREE
    name: str = ""
    alternatives: bool = True


def propose(graph: FactGraph, wishes: Wishes = Wishes(), listener: Listener = silent) -> Proposal:
    """A cut of the whole graph with everything that argues for it and against it."""
    with uncollected():
        return _proposed(graph, wishes, listener)


def _proposed(graph: FactGraph, wishes: Wishes, listener: Listener) -> Proposal:
    evidence = Evidence(Field.of(graph), wishes.without)
    cutter = Cutter(evidence, wishes.constraints)
    listener(Progressed("weighing the evidence", 0, _STEPS))
    cut = cutter.of(wishes.services) if wishes.services else cutter.at(granularity(cutter))
    chosen = _Chosen(cutter, cut, _named(cutter, cut, wishes), wishes)
    listener(Progressed("cutting", 1, _STEPS))
    again: Sequence[Labels] = ()
    others: Sequence[Alternative] = ()
    if wishes.alternatives:
        shakes = shaken(cutter)
        again = remade(cutter, cut, shakes)
        others = _alternatives(chosen, again, shakes)
    listener(Progressed("arguing", 3, _STEPS))
    found = _described(chosen, again, tuple(others))
    listener(Progressed("done", _STEPS, _STEPS))
    return found


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The cut that is proposed, and its partition."""

    cutter: Cutter
    cut: Cut
    partition: Partition
    wishes: Wishes


def _described(chosen: _Chosen, again: Sequence[Labels], others: tuple[Alternative, ...]) -> Proposal:
    cutter, partition, wishes = chosen.cutter, chosen.partition, chosen.wishes
    graph, evidence = cutter.field.graph, cutter.evidence
    words = vocabulary(partition, "layout" not in wishes.without)
    between = boundaries(partition)
    quality = partition.derived(metrics)
    return Proposal(
        system=wishes.name or PurePath(graph.root).name or "system",
        verdict=verdict(partition, quality, between, graph.history),
        services=_services(cutter, chosen.cut, again, partition, words),
        placements=Placing(evidence, partition, words, wishes.constraints).placements(),
        unplaced=unplaced(cutter.field, evidence.anchors, partition),
        boundaries=between,
        relations=relations(partition, between),
        words=meanings(partition),
        sagas=sagas(partition),
        phases=phases(partition, between),
        alternatives=others,
        metrics=quality,
        evidence=evidence.families,
        notes=_notes(graph, evidence, wishes.services, chosen.cut.services),
    )


def _named(cutter: Cutter, cut: Cut, wishes: Wishes) -> Partition:
    """The cut under the names that its contexts call for; a service that a constraint names keeps its name."""
    labelled = {p: f"s{label}" for p, label in zip(cutter.field.paths, cut.labels.tolist(), strict=True) if label >= 0}
    given = _given(labelled, wishes.constraints.pinned)
    called = names(Partition(cutter.field.graph, labelled), "layout" not in wishes.without)
    final: dict[str, str] = {}
    for label in sorted(called, key=lambda label: (label not in given, label)):
        final[label] = _free(given.get(label, called[label]), set(final.values()))
    return Partition(cutter.field.graph, {path: final[label] for path, label in labelled.items()})


def _given(labelled: Mapping[str, str], pinned: Mapping[str, str]) -> dict[str, str]:
    return {labelled[path]: service for path, service in pinned.items() if path in labelled}


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def _alternatives(chosen: _Chosen, again: Sequence[Labels], shakes: Sequence[Tied]) -> list[Alternative]:
    cutter, found = chosen.cutter, []
    for cut in cuts(cutter, chosen.cut):
        here = cut is chosen.cut
        partition = chosen.partition if here else _named(cutter, cut, chosen.wishes)
        steady = stability(cut, again if here else remade(cutter, cut, shakes))
        found.append(
            Alternative(
                name="chosen"
                if here
                else f"{'coarser' if cut.services < chosen.cut.services else 'finer'} ({cut.services})",
                services=tuple((name, len(files)) for name, files in partition.services.items()),
                metrics=partition.derived(metrics),
                stability=steady,
                chosen=here,
                why=_argued(cut, chosen.cut, chosen.wishes, steady),
                assignment=dict(partition.service_of),
            )
        )
    return found


def _argued(cut: Cut, chosen: Cut, wishes: Wishes, steady: float) -> str:
    if cut is not chosen:
        side = "fewer and larger" if cut.services < chosen.services else "more and smaller"
        return f"{side}: at resolution {cut.resolution:g}, {steady:.0%} of it returns when the evidence is shaken"
    if wishes.services:
        return f"{counted(wishes.services, 'service')} asked for; {steady:.0%} of this cut returns when the evidence is shaken"
    return (
        f"at resolution {cut.resolution:g} splitting a part or joining two makes the whole hold together less; that granularity keeps "
        f"most ties and parts most files of one name or, where few share a name, came nearest to what people chose in other systems; "
        f"{steady:.0%} of it returns when the evidence is shaken"
    )


def _services(
    cutter: Cutter, cut: Cut, again: Sequence[Labels], partition: Partition, words: Mapping[str, tuple[str, ...]]
) -> tuple[ProposedService, ...]:
    graph = partition.graph
    owned, moved, covered, sorts = entities(partition), reassigned(partition), globs(partition), kinds(partition, words)
    label = {partition.service_of[p]: int(n) for p, n in zip(cutter.field.paths, cut.labels, strict=True) if n >= 0}
    served, raised, handled = _served(partition)
    found = []
    for name, units in partition.services.items():
        kind, why = sorts[name]
        found.append(
            ProposedService(
                name=name,
                context=name,
                kind=kind,
                units=units,
                lines=sum(graph.lines.get(path, 0) for path in units),
                entities=owned.get(name, ()),
                words=words.get(name, ()),
                endpoints=served.get(name, ()),
                events_out=raised.get(name, ()),
                events_in=handled.get(name, ()),
                globs=covered[name],
                stability=stability_of(label[name], cut, again),
                reasons=(*why, *moved.get(name, ())),
            )
        )
    return tuple(sorted(found, key=lambda s: (-s.lines, s.name)))


def _served(partition: Partition) -> tuple[dict[str, tuple[str, ...]], ...]:
    """Endpoints, events raised and events handled of each service."""
    served: dict[str, dict[str, None]] = {}
    raised: dict[str, dict[str, None]] = {}
    handled: dict[str, dict[str, None]] = {}
    for endpoint in partition.graph.of(Endpoint):
        served.setdefault(partition.of_unit[endpoint.unit], {})[f"{endpoint.method} {endpoint.path}"] = None
    for event in partition.graph.of(Event):
        side = raised if event.direction == "raise" else handled
        side.setdefault(partition.of_unit[event.unit], {})[event.name] = None
    return tuple({name: tuple(sorted(of)) for name, of in part.items() if name} for part in (served, raised, handled))


def _notes(graph: FactGraph, evidence: Evidence, asked: int, services: int) -> tuple[str, ...]:
    """What a reader should know about the evidence itself."""
    found = []
    if asked and services != asked:
        ties = "parts are home to something" if services < asked else "are needed to keep the constraints"
        found.append(f"{counted(asked, 'service')} asked for: {services} {ties}")
    if "data" in evidence.families and not graph.of(Entity):
        found.append("no persistent classes were recognised: what the system is about was taken from its names alone")
    if lost := sum(problem.severity is not Severity.NOTE for problem in graph.problems):
        found.append(f"{counted(lost, 'file')} could not be read, or only in part: `skerry read` says which")
    if graph.history.commits and not graph.history.whole:
        found.append("the history is shallow: what changes together is known only for its last part")
    return tuple(found)
