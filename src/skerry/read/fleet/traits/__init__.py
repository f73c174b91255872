"""One file a family of traits: `find(stand) -> Iterator[Trait]`. What manifests claim of their parts is here too."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from skerry.facts.fleet import Trait, Witness
from skerry.kernel.registry import modules
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.traits._stand import Stand

MOST_EVIDENCE = 20  # places of one trait


def traits(ground: Ground, links: Sequence[Link]) -> tuple[Trait, ...]:
    """What is known of nodes and of their calls, once each with all its places, sorted."""
    found: dict[tuple[str, str, str, str], set[Witness]] = {}
    for trait in (*_claimed(ground, links), *_all(Stand(ground, links))):
        found.setdefault((trait.node, trait.name, trait.other, trait.value), set()).update(trait.evidence)
    return tuple(Trait(*what, tuple(sorted(seen)[:MOST_EVIDENCE])) for what, seen in sorted(found.items()))


def _claimed(ground: Ground, links: Sequence[Link]) -> Iterator[Trait]:
    """What manifests claim of their parts, and of the calls of all others to them."""
    callers: dict[str, set[str]] = {}
    for link in links:
        callers.setdefault(link.target, set()).add(link.source)
    for node, parts in ground.parts.items():
        for part in parts:
            for claim in part.claims:
                if not claim.inbound:
                    yield Trait(node, claim.trait, "", claim.value, (claim.witness,))
                for caller in callers.get(node, ()) if claim.inbound else ():
                    yield Trait(caller, claim.trait, node, claim.value, (claim.witness,))


def _all(stand: Stand) -> Iterator[Trait]:
    for family in modules(sys.modules[__name__], "skerry.traits"):
        yield from family.find(stand)
