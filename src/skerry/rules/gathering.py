"""What is wrong with most services of a fleet is said once: a row of findings that differ by a name is one decision of one team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.kernel.words import joined
from skerry.rules.hit import Hit
from skerry.rules.side import Side

FEWEST = 3  # findings that are worth one


def gathered(side: Side, hits: Sequence[Hit], among: int, what: str) -> Iterator[Hit]:
    """The findings of one rule; of a fleet that was read a single one, if they are about more than half of `among` subjects.

    `what` says it of all with `{}` for their names. Of a model each keeps its own line, where an editor shows it.
    """
    if side.wanted or len(hits) < FEWEST or 2 * len(hits) <= among:
        yield from hits
        return
    names = joined(sorted(hit.subject[0] for hit in hits), 5)
    said = f"{len(hits)} of {among}" if len(hits) < among else f"all {among}"
    places = tuple(dict.fromkeys((hit.place, "and here") for hit in hits[1:] if hit.place != hits[0].place))
    yield Hit(
        ("fleet",),
        what.format(f"{said} services ({names})"),
        hits[0].place,
        related=places,
        severity=hits[0].severity,
        confidence=hits[0].confidence,
        persona=hits[0].persona,
    )
