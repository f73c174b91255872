"""What the rules of AsyncAPI are written with."""

from __future__ import annotations

from skerry.contracts.change import Action, Direction, Level, Rule

IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
ADDED, REMOVED, NARROWED, WIDENED, CHANGED = (
    Action.ADDED,
    Action.REMOVED,
    Action.NARROWED,
    Action.WIDENED,
    Action.CHANGED,
)
BREAKING, DANGEROUS, SAFE = Level.BREAKING, Level.DANGEROUS, Level.SAFE

FLOWS = {OUT: "send", IN: "receive", BOTH: ""}
ORDER, MORE = "Order: { payload: {} }", "Order: { payload: {} }, Other: { payload: {} }"


def both(
    area: str,
    kind: str,
    levels: tuple[Level, Level],
    titles: tuple[str, str],
    abouts: tuple[str, str],
    less: str,
    more: str,
) -> tuple[Rule, Rule]:
    """A rule and its twin for something that comes and goes; `less` is the document without it."""
    return (
        Rule(BOTH, area, kind, ADDED, levels[0], titles[0], abouts[0], less, more),
        Rule(BOTH, area, kind, REMOVED, levels[1], titles[1], abouts[1], more, less),
    )
