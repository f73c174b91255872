"""What a rule answers about a whole fleet, and the parts from which most answers are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from skerry.facts.fleet import Edge, Fleet, Node, Witness

_SECURE = re.compile(
    r"\b(https|wss|amqps|mongodb\+srv|ldaps|smtps|ssh|rediss)://|\bgit@|:(443|465|8443)\b|sslmode=(require|verify)"
)
_MOST_EVIDENCE = 20  # places of one verdict


class Verdict(Struct, frozen=True):
    """`holds` is None where the fleet does not tell. `failing` names nodes, or calls as `a -> b`, that break the rule.

    `unknown` are those of which nobody knows; `evidence` is where what decided was seen.
    """

    holds: bool | None
    why: str
    failing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    evidence: tuple[Witness, ...] = ()


def all_of(nodes: Sequence[Node], test: Callable[[Node], bool | None], what: str) -> Verdict:
    """That a test holds for each of some nodes. Of none nothing is known."""
    return _judged([(node.name, test(node), node.evidence) for node in nodes], what)


def all_calls(edges: Iterable[Edge], test: Callable[[Edge], bool | None], what: str) -> Verdict:
    """That a test holds for each of some calls. Of none nothing is known."""
    return _judged([(f"{edge.source} -> {edge.target}", test(edge), edge.evidence) for edge in edges], what)


def _judged(rows: Sequence[tuple[str, bool | None, tuple[Witness, ...]]], what: str) -> Verdict:
    failing = tuple(name for name, answer, _ in rows if answer is False)
    unknown = tuple(name for name, answer, _ in rows if answer is None)
    places = tuple(place for _, answer, evidence in rows if answer is (not failing) for place in evidence)
    holds = False if failing else None if unknown or not rows else True
    found = f"{len(rows) - len(failing) - len(unknown)} of {len(rows)} {what}"
    return Verdict(holds, found if rows else f"nothing to judge: {what}", failing, unknown, places[:_MOST_EVIDENCE])


def one(nodes: Sequence[Node], what: str) -> Verdict:
    """That there is exactly one of its kind."""
    places = tuple(place for node in nodes for place in node.evidence)[:_MOST_EVIDENCE]
    names = tuple(node.name for node in nodes)
    why = f"{len(names) or 'no'} {what}: {', '.join(names)}" if names else f"no {what}"
    return Verdict(len(names) == 1, why, names if len(names) > 1 else (), (), places)


def says(fleet: Fleet, node: str, *traits: str, other: str = "") -> bool | None:
    """Whether one of some traits is known of a node. Whose role is to know who is who gives out tokens.

    False where its source was read and shows none, and for a well-known product of others, which does nothing of the kind unless it is
    told to; None where the source is not there.
    """
    found = fleet.by_name[node]
    if any(fleet.has(node, trait, other) for trait in traits) or (found.role == "auth" and "issues-tokens" in traits):
        return True
    product = found.technology and found.image and not found.folders
    return False if product or fleet.has(node, "source-read") else None


def apart(fleet: Fleet, nodes: Sequence[Node], what: str) -> Verdict:
    """That none of some nodes does business too, or forwards it."""
    failing = [node for node in nodes if node.role in {"business", "gateway"}]
    places = tuple(place for node in failing for trait in fleet.traits_of(node.name, what) for place in trait.evidence)
    why = f"{len(failing)} of {len(nodes)} nodes {what} besides their other work" if nodes else f"nobody {what}"
    return Verdict(not failing, why, tuple(node.name for node in failing), (), places[:_MOST_EVIDENCE])


def encrypted(fleet: Fleet, edge: Edge) -> bool:
    """Whether a call goes over TLS: the callee listens with it, or its address says so."""
    if any(trait.value == "tls" for trait in fleet.traits_of(edge.target, "encrypts")):
        return True
    return any(_SECURE.search(place.text) for place in edge.evidence)
