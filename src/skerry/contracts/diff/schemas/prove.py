"""What a verdict on a difference rests on: a payload that shows it, the lattice, or the rule alone."""

from __future__ import annotations

from skerry.contracts.change import Direction, Ground, Level, Proof
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference, Effect
from skerry.contracts.diff.schemas.witness import witness
from skerry.formats.json_schema import Shape


def prove(
    comparison: Comparison,
    difference: Difference,
    roots: tuple[Shape, Shape],
    direction: Direction,
    level: Level,
    *,
    witnesses: bool = True,
) -> Proof:
    """The proof of a verdict on data that flows one way: what is received must still be read, what is sent by the old reader."""
    received = direction is Direction.IN
    if level is Level.SAFE:
        return _harmless(comparison, difference, received)
    hurts = difference.effect.narrows if received else difference.effect.widens
    if not witnesses or level is not Level.BREAKING or not (hurts or "overlap" in difference.traits):
        return Proof(Ground.RULE)
    if comparison.searches_left <= 0:
        return Proof(Ground.RULE)
    comparison.searches_left -= 1
    before, after = roots
    was = (before, comparison.validators.of(before, comparison.before))
    now = (after, comparison.validators.of(after, comparison.after))
    sides = (was, now) if received else (now, was)
    found = witness(difference, *sides, was_accepts=received, candidates=comparison.candidates)
    if found is None:
        return Proof(Ground.RULE)
    return Proof(Ground.WITNESS, found.payload, "before" if received else "after", found.refused_with)


def _harmless(comparison: Comparison, difference: Difference, received: bool) -> Proof:
    """Equal meaning, or inclusion of what was (received) or of what is now (sent) in the other side."""
    if difference.effect is Effect.NEITHER:
        return Proof(Ground.EQUALITY)
    wide, narrow = (difference.after, difference.before) if received else (difference.before, difference.after)
    return Proof(Ground.LATTICE if comparison.lattice.includes(wide, narrow).sure else Ground.RULE)


def unproven(difference: Difference) -> str:
    """Why a verdict that something is not safe has no payload to show for it."""
    if "inert" in difference.traits:
        return "the schema contradicts itself here, so no data shows it"
    if difference.traits & {"named", "offered"}:
        return "each value is valid under another branch too; it is the name that is gone"
    if difference.effect is Effect.NEITHER:
        return "it says nothing about which data is valid"
    return "no payload was found that one side accepts and the other refuses"
