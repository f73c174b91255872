"""The Proposal: a cut of a system into services, with the evidence for every unit and boundary. The shape that everything shows.

Paths are relative to the root that was read. All parts are in a stable order, so that the same facts give the same proposal.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something can be looked at: `unit` is the qualified name (`path::Class.method`)."""

    path: str
    line: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in one sentence that a person understands; `family` is the evidence family (structure, names, data, routes, events, history,
    layout, constraint); `weight` its share of the decision, 0 to 1."""

    family: str
    text: str
    weight: float
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one file goes: its service, the second best one, and by how much the first is better (0 to 1)."""

    path: str
    service: str
    second: str
    margin: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class OwnedEntity:
    """An entity with its table and who reads and writes it from outside of its service."""

    name: str
    table: str
    place: Place
    outside_readers: tuple[str, ...] = ()
    outside_writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedService:
    """One service of the cut. `kind` is core, supporting or generic; `words` its vocabulary; `globs` cover its units."""

    name: str
    context: str
    kind: str
    units: tuple[str, ...]
    lines: int
    entities: tuple[OwnedEntity, ...]
    words: tuple[str, ...]
    endpoints: tuple[str, ...]
    events_out: tuple[str, ...]
    events_in: tuple[str, ...]
    globs: tuple[str, ...]
    stability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A file that belongs to no service. `kind`: shared kernel, utility, framework glue, isolated."""

    path: str
    kind: str
    used_by: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """One thing that a boundary cuts. `kind`: call, inherit, type, table access, foreign key, transaction, event."""

    kind: str
    source: Place
    target: Place
    what: str
    strength: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """All that goes from one service to another; `replacement` (API call, event, replica, saga) would stand in its place, and why."""

    source: str
    target: str
    crossings: tuple[Crossing, ...]
    counts: dict[str, int]
    replacement: str
    why: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A line of the context map. `patterns` by their DDD names: customer-supplier, conformist, anticorruption-layer, shared-kernel,
    open-host, published-language, partnership."""

    downstream: str
    upstream: str
    patterns: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class WordMeanings:
    """A homonym (one word, several contexts' meanings) or a synonym (several words, one meaning)."""

    kind: str
    words: tuple[str, ...]
    meanings: tuple[tuple[str, str, Place], ...]  # context, what it means there, where


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step of a proposed saga: what the service does with which entities, and what undoes it ('' after the pivot)."""

    service: str
    action: str
    entities: tuple[str, ...]
    compensation: str
    place: Place


@dataclass(frozen=True, slots=True)
class ProposedSaga:
    """A transaction that the cut would tear apart, as a saga. `pivot` is the index of the step after which nothing is undone."""

    name: str
    service: str
    transaction: Place
    steps: tuple[ProposedStep, ...]
    pivot: int
    why: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A step of the strangler fig: which services leave the monolith together, and why then."""

    name: str
    services: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Quality of a cut, each in one canonical definition (see docs/reference/metrics.md for formulas and sources).

    sm: structural modularity (higher is better, about -1 to 1); icp: inter-partition call share (0 to 1, lower); ifn: interfaces per
    service (lower); ned: share of units in extreme services (0 to 1, lower); purity: table purity in nats (0 is best);
    crossing_transactions: number; cohesion: 0 to 1; team_fit: 0 to 1, -1 without history.
    """

    services: int
    sm: float
    icp: float
    ifn: float
    ned: float
    purity: float
    crossing_transactions: int
    transactions: int
    cohesion: float
    team_fit: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """The system cut finer or coarser. `stability` is how much of it returns when the evidence is shaken (0 to 1)."""

    name: str
    services: tuple[tuple[str, int], ...]  # name, number of units
    metrics: Metrics
    stability: float
    chosen: bool
    why: str
    assignment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to split at all: `answer` is split, split a little, or keep; with reasons for, against, and what would change it."""

    answer: str
    sentence: str
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    would_change: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cut with everything that argues for it."""

    system: str
    verdict: Verdict
    services: tuple[ProposedService, ...]
    placements: dict[str, Placement]
    unplaced: tuple[Unplaced, ...]
    boundaries: tuple[Boundary, ...]
    relations: tuple[Relation, ...]
    words: tuple[WordMeanings, ...]
    sagas: tuple[ProposedSaga, ...]
    phases: tuple[Phase, ...]
    alternatives: tuple[Alternative, ...]
    metrics: Metrics
    evidence: tuple[str, ...]  # families that took part
    notes: tuple[str, ...]
