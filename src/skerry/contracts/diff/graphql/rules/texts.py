"""What people read: descriptions and deprecations of everything that can have them, and where a scalar is specified."""

from __future__ import annotations

from skerry.contracts.change import Action, Rule
from skerry.contracts.diff.graphql.rules.make import D, S, rule

_DESCRIBED = {  # what can have a description, and where `%s` stands for it
    "- schema": "%s schema { query: Query }\ntype Query { a: Int }",
    "- type": "%s type Query { a: Int }",
    "out field": "type Query { %s a: Int }",
    "in argument": "type Query { a(%s x: Int): Int }",
    "in field": "type Query { a(in: In): Int }\ninput In { %s x: Int }",
    "- enum-value": "type Query { a: E }\nenum E { %s X }",
    "- directive": "%s directive @d on FIELD\ntype Query { a: Int }",
    "in directive-argument": "directive @d(%s x: Int) on FIELD\ntype Query { a: Int }",
}
_DEPRECATED = {
    "out field": "type Query { b: Int a: Int %s }",
    "in argument": "type Query { a(x: Int %s): Int }",
    "in field": "type Query { a(in: In): Int }\ninput In { x: Int %s }",
    "- enum-value": "type Query { a: E }\nenum E { Y X %s }",
    "in directive-argument": "directive @d(x: Int %s) on FIELD\ntype Query { a: Int }",
}
_Texts = dict[tuple[str, Action], Rule]


def _descriptions() -> _Texts:
    found: _Texts = {}
    for at, frame in _DESCRIBED.items():
        for action, before, after in (
            (Action.ADDED, "", '"new"'),
            (Action.REMOVED, '"old"', ""),
            (Action.CHANGED, '"old"', '"new"'),
        ):
            title = f"A description was {action}"
            found[at, action] = rule(f"{at} description {action}", S, title, frame % before, frame % after)
    return found


def _deprecations() -> _Texts:
    old, new = '@deprecated(reason: "old")', '@deprecated(reason: "new")'
    found: _Texts = {}
    for at, frame in _DEPRECATED.items():
        for action, title, before, after in (
            (Action.ADDED, "It is deprecated: announced, and still there", "", new),
            (Action.REMOVED, "It is no longer deprecated", old, ""),
            (Action.CHANGED, "It is deprecated for another reason", old, new),
        ):
            found[at, action] = rule(f"{at} deprecation {action}", S, title, frame % before, frame % after)
    return found


DESCRIPTION = _descriptions()
DEPRECATION = _deprecations()
_SCALAR = "type Query { a: A }\nscalar A %s"
_OLD, _NEW = '@specifiedBy(url: "https://example.com/1")', '@specifiedBy(url: "https://example.com/2")'
SPECIFIED_ADDED = rule(
    "- scalar specified-by added", S, "A scalar says where it is specified", _SCALAR % "", _SCALAR % _OLD
)
SPECIFIED_REMOVED = rule(
    "- scalar specified-by removed", D, "A scalar no longer says where it is specified", _SCALAR % _OLD, _SCALAR % "",
    "Consumers that choose how to read it by the URL lose their hold.",
)  # fmt: skip
SPECIFIED_CHANGED = rule(
    "- scalar specified-by changed", D, "A scalar is specified elsewhere", _SCALAR % _OLD, _SCALAR % _NEW,
    "Its values may be written in another way.",
)  # fmt: skip
RULES = (*DESCRIPTION.values(), *DEPRECATION.values(), SPECIFIED_ADDED, SPECIFIED_REMOVED, SPECIFIED_CHANGED)
