"""Small phrases that every showing of a proposal shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from skerry.decompose.proposal import Boundary, Metrics, Place, Proposal

PLURALS = {"foreign key": "foreign keys", "table access": "table accesses"}

ANSWERS = {"keep": "keep the monolith", "split": "split", "split a little": "split a little"}

METRICS = (  # field, what it is called, what it says, which way is better
    ("sm", "SM", "structural modularity", "higher"),
    ("icp", "ICP", "share of calls that cross", "lower"),
    ("ifn", "IFN", "interfaces per service", "lower"),
    ("ned", "NED", "share of units in extreme services", "lower"),
    ("purity", "purity", "table purity, nats", "lower"),
    ("crossing_transactions", "crossing", "transactions that cross", "lower"),
    ("cohesion", "cohesion", "entities of a service used together", "higher"),
    ("team_fit", "team fit", "changes by few authors", "higher"),
)


def place(where: Place) -> str:
    """`path:line`, or the path alone where the line is not known."""
    return f"{where.path}:{where.line}" if where.line else where.path


def counted(amount: int, what: str) -> str:
    """`1 call`, `3 calls`."""
    return f"{amount:,} {what if amount == 1 else PLURALS.get(what, what + 's')}"


def counts(amounts: Mapping[str, int]) -> str:
    """The kinds of crossings with their numbers, most first."""
    ordered = sorted(amounts.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(counted(amount, kind) for kind, amount in ordered if amount)


def size(boundary: Boundary) -> int:
    """How many things cross."""
    return sum(boundary.counts.values())


def heaviest(boundaries: Iterable[Boundary]) -> list[Boundary]:
    """By how strongly what crosses ties the two together."""
    return sorted(boundaries, key=lambda b: (-sum(c.strength for c in b.crossings), -size(b), b.source, b.target))


def some(names: Sequence[str], limit: int) -> str:
    """The first names, and how many more there are."""
    more = f" +{len(names) - limit}" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def metric(metrics: Metrics, field: str) -> str:
    """A figure as it is shown; `n/a` where nothing could be measured."""
    value = getattr(metrics, field)
    if field == "crossing_transactions":
        return f"{value} of {metrics.transactions}"
    return "n/a" if field == "team_fit" and value < 0 else f"{value:.2f}"


def least_certain(proposal: Proposal) -> str:
    """The unit that could most easily stand elsewhere; '' if there is none."""
    ordered = sorted(proposal.placements.values(), key=lambda each: (each.margin, each.path))
    return ordered[0].path if ordered else ""
