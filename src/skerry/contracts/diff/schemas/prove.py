"""What a verdict on a difference rests on: a payload that shows it, the lattice, or the rule alone."""

from __future__ import annotations

from skerry.contracts.change import Direction, Ground, Level, Proof, Unproven
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference, Effect
from skerry.contracts.diff.schemas.unproven import known_after, known_before
from skerry.contracts.diff.schemas.witness import witness
from skerry.formats.json_schema import Shape

_GIVEN_BACK = 0.9  # of a search that could find nothing: one schema in many operations would use all searches up


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
    if level is not Level.BREAKING:
        return Proof(Ground.RULE)
    reason = known_before(difference, received=received)
    if reason is None and (not witnesses or comparison.searches_left <= 0):
        reason = Unproven.NOT_SOUGHT
    if reason is not None:
        return Proof(Ground.RULE, unproven=reason)
    comparison.searches_left -= 1
    return _sought(comparison, difference, roots, received)


def _sought(comparison: Comparison, difference: Difference, roots: tuple[Shape, Shape], received: bool) -> Proof:
    before, after = roots
    was = (before, comparison.validators.of(before, comparison.before))
    now = (after, comparison.validators.of(after, comparison.after))
    if was[1] is None or now[1] is None:
        return Proof(Ground.RULE, unproven=Unproven.NO_VALIDATOR)
    sides = (was, now) if received else (now, was)
    found = witness(difference, *sides, was_accepts=received, candidates=comparison.candidates)
    if found is None:
        reason = known_after(comparison.lattice, difference, received=received)
        comparison.searches_left += _GIVEN_BACK if reason.impossible else 0
        return Proof(Ground.RULE, unproven=reason)
    return Proof(Ground.WITNESS, found.payload, "before" if received else "after", found.refused_with)


def _harmless(comparison: Comparison, difference: Difference, received: bool) -> Proof:
    """Equal meaning, or inclusion of what was (received) or of what is now (sent) in the other side."""
    if difference.effect is Effect.NEITHER:
        return Proof(Ground.EQUALITY)
    wide, narrow = (difference.after, difference.before) if received else (difference.before, difference.after)
    return Proof(Ground.LATTICE if comparison.lattice.includes(wide, narrow).sure else Ground.RULE)
