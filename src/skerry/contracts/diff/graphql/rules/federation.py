"""Apollo Federation: how a subgraph's types are reached and shared, and whether the subgraphs still make one schema."""

from __future__ import annotations

from skerry.contracts.change import Action, Rule
from skerry.contracts.diff.graphql.rules.make import B, D, S, rule

_LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@inaccessible", '
    '"@external", "@requires", "@provides", "@override", "@tag", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"])\n'
)
_QUERY = "type Query { a: A }\n"


def _type(uses: str = "", field: str = "", more: str = "") -> str:
    return f"{_LINK}{_QUERY}type A {uses} {{ id: ID! b: Int {field} {more}}}"


KEY_ADDED = rule("- key - added", S, "An entity can be reached by one more key", _type(), _type('@key(fields: "id")'))
KEY_REMOVED = rule(
    "- key - removed", B, "An entity can no longer be reached by a key", _type('@key(fields: "id")'), _type(),
    "Other subgraphs that refer to the entity by it no longer compose, or the router finds no way to it.",
)  # fmt: skip
KEY_CHANGED = rule(
    "- key - changed", B, "An entity is reached by another key",
    _type('@key(fields: "id")'), _type('@key(fields: "id b")'),
    "Other subgraphs give the old key.",
)  # fmt: skip
RESOLVABLE_ADDED = rule(
    "- key resolvable added", S, "An entity is resolved here",
    _type('@key(fields: "id", resolvable: false)'), _type('@key(fields: "id")'),
)  # fmt: skip
RESOLVABLE_REMOVED = rule(
    "- key resolvable removed", B, "An entity is no longer resolved here",
    _type('@key(fields: "id")'), _type('@key(fields: "id", resolvable: false)'),
    "The router cannot enter this subgraph by that key any more.",
)  # fmt: skip
SHAREABLE_ADDED = rule(
    "- shareable - added", S, "Other subgraphs may resolve it too", _type(), _type(field="@shareable")
)
SHAREABLE_REMOVED = rule(
    "- shareable - removed", B, "Other subgraphs may no longer resolve it", _type(field="@shareable"), _type(),
    "A subgraph that resolves it too no longer composes with this one.",
)  # fmt: skip
INACCESSIBLE_ADDED = rule(
    "- inaccessible - added", B, "It is hidden from the supergraph's API", _type(), _type(field="@inaccessible"),
    "To consumers it is the same as removing it.",
)  # fmt: skip
INACCESSIBLE_REMOVED = rule(
    "- inaccessible - removed", S, "It is shown in the supergraph's API", _type(field="@inaccessible"), _type()
)
_GUARDS = {
    "authenticated": ("@authenticated", "@authenticated"),
    "requiresScopes": ('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["b"]])'),
    "policy": ('@policy(policies: [["a"]])', '@policy(policies: [["b"]])'),
}
_OTHERS = {
    "external": ("@external", "@external", "Where the field is resolved has moved."),
    "requires": ('@requires(fields: "c")', '@requires(fields: "d")', "What the router must fetch first is another."),
    "provides": (
        '@provides(fields: "c")',
        '@provides(fields: "d")',
        "What comes along without a further request is another.",
    ),
    "override": ('@override(from: "x")', '@override(from: "y")', "Another subgraph resolves the field from now on."),
    "tag": ('@tag(name: "a")', '@tag(name: "b")', "Contract variants of the graph choose by tags what they show."),
    "interfaceObject": (
        "@interfaceObject",
        "@interfaceObject",
        "How the interface is resolved is decided by all subgraphs together.",
    ),
}
_Table = dict[tuple[str, Action], Rule]


def _dashed(name: str) -> str:
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name)


def _guards() -> _Table:
    found: _Table = {}
    for name, (old, new) in _GUARDS.items():
        area = f"- {_dashed(name)} -"
        found[name, Action.ADDED] = rule(
            f"{area} added", B, "Not everybody may ask for it any more", _type(), _type(field=old),
            "Consumers without the right get null and an error.",
        )  # fmt: skip
        found[name, Action.REMOVED] = rule(
            f"{area} removed", D, "A check of permissions was removed", _type(field=old), _type(),
            "No consumer breaks, but what was protected is open: say why, or accept it with a reason.",
        )  # fmt: skip
        if old != new:
            found[name, Action.CHANGED] = rule(
                f"{area} changed", B, "Other rights are needed", _type(field=old), _type(field=new),
                "Consumers that have the old right and not the new one get null and an error.",
            )  # fmt: skip
    return found


def _others() -> _Table:
    found: _Table = {}
    for name, (old, new, about) in _OTHERS.items():
        if name == "interfaceObject":
            plain, used = _type('@key(fields: "id")'), _type(f'@key(fields: "id") {old}')
            changed = used
        else:
            field = "e: A" if name == "provides" else "e: Int"
            plain, used, changed = (_type(more=f"c: Int d: Int {field} {use} ") for use in ("", old, new))
        area = f"- {_dashed(name)} -"
        found[name, Action.ADDED] = rule(f"{area} added", D, f"@{name} was added", plain, used, about)
        found[name, Action.REMOVED] = rule(f"{area} removed", D, f"@{name} was removed", used, plain, about)
        if old != new:
            found[name, Action.CHANGED] = rule(f"{area} changed", D, f"@{name} was changed", used, changed, about)
    return found


USES: _Table = {
    **_guards(),
    **_others(),
    ("shareable", Action.ADDED): SHAREABLE_ADDED,
    ("shareable", Action.REMOVED): SHAREABLE_REMOVED,
    ("inaccessible", Action.ADDED): INACCESSIBLE_ADDED,
    ("inaccessible", Action.REMOVED): INACCESSIBLE_REMOVED,
}
VERSION_CHANGED = rule(
    "- federation version changed", D, "The subgraph links another version of Federation",
    _type(), _type().replace("v2.7", "v2.9"),
    "A router must know that version.",
)  # fmt: skip
_REQUIRES = _type(field='@requires(fields: "c")', more="c: Int @external ")
_WRONG = _type(field='@requires(fields: "gone")', more="c: Int @external ")
COMPOSITION_ADDED = rule("- composition - added", S, "The subgraphs compose again", _WRONG, _REQUIRES)
COMPOSITION_REMOVED = rule(
    "- composition - removed", B, "The subgraphs no longer compose", _REQUIRES, _WRONG,
    "The router keeps its old schema, or does not start. Of one subgraph alone its own field sets are checked; of a folder of "
    "subgraphs all that composition checks.",
)  # fmt: skip
RULES = (
    KEY_ADDED, KEY_REMOVED, KEY_CHANGED, RESOLVABLE_ADDED, RESOLVABLE_REMOVED, *USES.values(), VERSION_CHANGED,
    COMPOSITION_ADDED, COMPOSITION_REMOVED,
)  # fmt: skip
