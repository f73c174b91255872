"""What a service takes: arguments of fields and directives, fields of input objects, and `@oneOf`. Each of the three has the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.contracts.change import Rule
from skerry.contracts.diff.graphql.rules.make import B, D, S, rule

_REFUSED = "Operations that send it are refused."
_DEFAULT = "Whoever leaves it out gets another answer than before, without an error."


@dataclass(frozen=True, slots=True)
class Taken:
    """What can happen to one kind of input."""

    added: Rule
    required_added: Rule
    required_removed: Rule
    removed: Rule
    narrowed: Rule
    widened: Rule
    changed: Rule
    default_added: Rule
    default_removed: Rule
    default_changed: Rule

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them."""
        return (
            self.added, self.required_added, self.required_removed, self.removed, self.narrowed, self.widened,
            self.changed, self.default_added, self.default_removed, self.default_changed,
        )  # fmt: skip


def _taken(area: str, what: str, frame: str, optional_level: str) -> Taken:
    """The rules of an area; `frame` holds `%s` where its inputs stand."""

    def show(inputs: str) -> str:
        return frame % inputs

    level = D if optional_level == "D" else S
    return Taken(
        rule(f"in {area} - added", level, f"An optional {what} was added", show("x: Int"), show("x: Int y: Int"),
             "Consumers that do not send it get the default."),
        rule(f"in {area} required added", B, f"A {what} must be given that could be left out", show("x: Int"), show("x: Int y: Int!"),
             "Operations that leave it out are refused: a required one was added, or the default of one was removed."),
        rule(f"in {area} required removed", S, f"A {what} may be left out", show("x: Int y: Int!"), show("x: Int y: Int! = 1")),
        rule(f"in {area} - removed", B, f"A {what} was removed", show("x: Int y: Int"), show("x: Int"), _REFUSED),
        rule(f"in {area} type narrowed", B, f"A {what} no longer takes null", show("x: Int"), show("x: Int!"),
             "Operations that leave it out, say null, or pass a variable that may be null are refused."),
        rule(f"in {area} type widened", S, f"A {what} takes null too", show("x: Int!"), show("x: Int")),
        rule(f"in {area} type changed", B, f"A {what} has another type", show("x: Int"), show("x: String"),
             "Variables are declared with their type, so even a wider one (Int to Float, or T to [T]) refuses the old operations."),
        rule(f"in {area} default added", D, f"A {what} got a default", show("x: Int"), show("x: Int = 1"), _DEFAULT),
        rule(f"in {area} default removed", D, f"A {what} lost its default", show("x: Int = 1"), show("x: Int"), _DEFAULT),
        rule(f"in {area} default changed", D, f"A {what} has another default", show("x: Int = 1"), show("x: Int = 2"), _DEFAULT),
    )  # fmt: skip


_ONE = "input In %s{ x: Int y: Int }\ntype Query { a(in: In): Int }"
ARGUMENT = _taken("argument", "argument", "type Query { a(%s): Int }", "D")
FIELD = _taken("field", "input field", "input In { %s }\ntype Query { a(in: In): Int }", "S")
DIRECTIVE = _taken(
    "directive-argument", "argument of a directive", "directive @d(%s) on FIELD\ntype Query { a: Int }", "S"
)
ONE_OF_ADDED = rule(
    "in one-of - added", B, "Exactly one input must be given", _ONE % "", _ONE % "@oneOf ",
    "Operations that give none or several of them are refused.",
)  # fmt: skip
ONE_OF_REMOVED = rule(
    "in one-of - removed", S, "Any number of inputs may be given", _ONE % "@oneOf ", _ONE % "",
    "What was accepted is still accepted.",
)  # fmt: skip
RULES = (*ARGUMENT.rules, *FIELD.rules, *DIRECTIVE.rules, ONE_OF_ADDED, ONE_OF_REMOVED)
