"""How bad a difference is: by the direction of the data, and by how those who exchange it read.

What is received may only accept more than before, what is sent only be less. That alone is the exact policy. The tolerant one is
that of HTTP APIs, where both sides ignore members they do not know, and where bounds were in force long before they were written
down. That of registries is what Confluent's Schema Registry decides, and calls dangerous what it lets pass though data may be
refused.
"""

from __future__ import annotations

from enum import Enum

from skerry.contracts.change import Action, Direction, Level
from skerry.contracts.diff.schemas.difference import Difference, Effect

_B, _D, _S = Level.BREAKING, Level.DANGEROUS, Level.SAFE
_LIMITS = (
    *("min-length", "max-length", "min-items", "max-items", "min-properties", "max-properties"),
    *("minimum", "maximum", "exclusive-minimum", "exclusive-maximum"),
)


class Policy(Enum):
    """How those who exchange the data read it."""

    EXACT = "exact"
    TOLERANT = "tolerant"
    REGISTRY = "registry"


# What differs from the rule "received: narrowed breaks; sent: widened breaks", as (received, sent).
_Table = dict[tuple[str, Action], tuple[Level, Level]]
_ANNOTATIONS: _Table = {
    ("default", Action.ADDED): (_D, _S),
    ("default", Action.REMOVED): (_D, _S),
    ("default", Action.CHANGED): (_D, _S),
    ("read-only", Action.ADDED): (_D, _S),
    ("read-only", Action.REMOVED): (_D, _S),
    ("write-only", Action.ADDED): (_S, _D),
    ("write-only", Action.REMOVED): (_S, _D),
    ("discriminator", Action.ADDED): (_D, _D),
    ("discriminator", Action.REMOVED): (_D, _D),
    ("discriminator", Action.CHANGED): (_D, _D),
    ("discriminator-mapping", Action.ADDED): (_S, _D),
    ("discriminator-mapping", Action.REMOVED): (_D, _S),
    ("discriminator-mapping", Action.CHANGED): (_D, _D),
    ("stability", Action.NARROWED): (_B, _B),
    ("stability", Action.WIDENED): (_S, _S),
    ("extensible-enum", Action.NARROWED): (_B, _S),
    ("extensible-enum", Action.WIDENED): (_S, _S),
}
_TOLERANT: _Table = {
    **_ANNOTATIONS,
    ("property", Action.ADDED): (_S, _S),
    ("property", Action.REMOVED): (_D, _D),
    ("required-property", Action.ADDED): (_B, _S),
    ("required-property", Action.REMOVED): (_D, _B),
    ("enum", Action.WIDENED): (_S, _D),
    ("enum", Action.REMOVED): (_S, _D),
    ("pattern", Action.CHANGED): (_D, _D),
    ("pattern", Action.WIDENED): (_S, _D),
    ("pattern", Action.REMOVED): (_S, _D),
    ("additional-properties", Action.ADDED): (_S, _D),
    ("additional-properties", Action.WIDENED): (_S, _D),
    **{(kind, Action.ADDED): (_D, _S) for kind in _LIMITS},
}
_LOOKED_AWAY = frozenset(
    (
        *("format", "content-encoding", "content-media-type", "content-schema", "property-names", "pattern-properties"),
        *("contains", "if", "then", "else"),
    )
)
_NOTICED = frozenset(
    (("contains", Action.ADDED), ("contains", Action.REMOVED), ("if", Action.ADDED), ("if", Action.REMOVED))
)
_REGISTRY: _Table = {
    **dict.fromkeys(_ANNOTATIONS, (_S, _S)),
}
_TABLES: dict[Policy, _Table] = {Policy.EXACT: {}, Policy.TOLERANT: _TOLERANT, Policy.REGISTRY: _REGISTRY}
_WORSE = (_B, _D, _S)


def level_of(difference: Difference, direction: Direction, policy: Policy = Policy.TOLERANT) -> Level:
    """What a difference does to those on the other side; for data that goes both ways, the worse of both."""
    return level(difference.kind, difference.action, difference.effect, difference.traits, direction, policy)


def level(
    kind: str, action: Action, effect: Effect, traits: frozenset[str], direction: Direction, policy: Policy
) -> Level:
    """The same from the parts of a difference."""
    if direction is Direction.BOTH:
        both = {level(kind, action, effect, traits, each, policy) for each in (Direction.IN, Direction.OUT)}
        return next(each for each in _WORSE if each in both)
    if traits & {"inert", "named"} and policy is not Policy.TOLERANT:
        return _S  # what no validator looks at
    if policy is Policy.EXACT and "overlap" in traits and effect is not Effect.NEITHER:
        effect = Effect.BOTH
    breaks = effect.narrows if direction is Direction.IN else effect.widens
    found = _B if breaks else _S
    row = _TABLES[policy].get((kind, action))
    if row is not None:
        found = row[0 if direction is Direction.IN else 1]
    return _TRAITS[policy](kind, action, found, traits, direction)


def _exact(kind: str, action: Action, found: Level, traits: frozenset[str], direction: Direction) -> Level:
    return found


def _tolerant(kind: str, action: Action, found: Level, traits: frozenset[str], direction: Direction) -> Level:
    if kind in ("read-only", "write-only"):
        return found
    if ("read-only" in traits and direction is Direction.IN) or ("write-only" in traits and direction is Direction.OUT):
        return _S
    if found is _D and kind == "enum" and "extensible" in traits:
        return _S
    if (
        kind in ("property", "required-property")
        and action is Action.ADDED
        and "closed" in traits
        and direction is Direction.OUT
    ):
        return _D
    if kind == "required" and "undeclared" in traits:
        return _D if found is _B else found
    if "named" in traits:
        return _B if direction is Direction.IN else _S
    if "offered" in traits and direction is Direction.IN:
        return _B
    return _overlapping(kind, action, found, traits, direction)


def _overlapping(kind: str, action: Action, found: Level, traits: frozenset[str], direction: Direction) -> Level:
    """A branch more in an exclusive union is safe to receive, but for values that two branches then accept."""
    gains = action is (Action.ADDED if direction is Direction.IN else Action.REMOVED)
    return _D if kind == "one-of" and gains and "overlap" in traits else found


def _registry(kind: str, action: Action, found: Level, traits: frozenset[str], direction: Direction) -> Level:
    """What Confluent's registry decides; where it looks away, what breaks is dangerous."""
    received = direction is Direction.IN
    gains = action is (Action.ADDED if received else Action.REMOVED)
    tighter = action in (Action.NARROWED if received else Action.WIDENED, Action.CHANGED)
    if kind == "form" or "unused" in traits:
        return _B if tighter else _S
    if "bytes" in traits:
        return _S
    if kind in ("property", "required-property", "required"):
        return _member(kind, gains, found, traits)
    if "all-items" in traits and gains:
        return _B  # open behind its positions, of which it had none
    if kind in _LOOKED_AWAY and (kind, action) not in _NOTICED:
        return _D if found is _B else found
    return _overlapping(kind, action, found, traits, direction)


def _member(kind: str, gains: bool, found: Level, traits: frozenset[str]) -> Level:
    """A member with a default may become required; one may be added beside patterns that do not match it, but not taken away."""
    if "patterned" in traits:
        if not gains:
            return _B
        if kind == "property" or "default" in traits:
            return _D if found is _B else found
    if gains and "default" in traits and (kind == "required" or traits & {"closed", "covered"}):
        return _S
    if "undeclared" in traits:
        return _D if found is _B else found
    return found


_TRAITS = {Policy.EXACT: _exact, Policy.TOLERANT: _tolerant, Policy.REGISTRY: _registry}
