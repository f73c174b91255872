"""How the rules of GraphQL are written down: their four parts as words, and the example without what every schema has."""

from __future__ import annotations

from skerry.contracts.change import Action, Direction, Level, Rule

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE


def rule(parts: str, level: Level, title: str, before: str, after: str, about: str = "") -> Rule:
    """A rule from `direction area kind action`, a direction of both and a kind that is the thing itself left out as `-`."""
    direction, area, kind, action = parts.split()
    return Rule(
        Direction.BOTH if direction == "-" else Direction(direction),
        area,
        "itself" if kind == "-" else kind,
        Action(action),
        level,
        title,
        about,
        before,
        after,
    )
