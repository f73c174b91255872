"""Paths and names of REST APIs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api
from skerry.formats.json_schema import Place
from skerry.formats.openapi.api import anonymous
from skerry.formats.text import pointer
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import plural, singular

_KEBAB = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_VERBS = frozenset(
    [
        "get",
        "create",
        "update",
        "delete",
        "remove",
        "add",
        "fetch",
        "list",
        "set",
        "save",
        "find",
        "retrieve",
        "insert",
        "modify",
        "edit",
        "make",
        "do",
        "post",
        "put",
        "patch",
    ]
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST_PATHS = 5000  # each is compared with those that begin like it
_MAJOR = re.compile(r"v\d+")
_STYLES = {
    "snake_case": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
    "camelCase": re.compile(r"[a-z0-9]+([A-Z][a-z0-9]*)+"),
    "kebab-case": re.compile(r"[a-z0-9]+(-[a-z0-9]+)+"),
    "PascalCase": re.compile(r"([A-Z][a-z0-9]*){2,}"),
}


def style(name: str) -> str:
    """How the words of a name are joined; nothing where it is one word."""
    return next((each for each, pattern in _STYLES.items() if pattern.fullmatch(name)), "")


def _segments(path: str) -> list[str]:
    return [each for each in path.split("?", maxsplit=1)[0].split("/") if each]


def _fixed(path: str) -> list[str]:
    return [each for each in _segments(path) if "{" not in each]


@rule(
    "rest-path-case", "A path is not in kebab-case", Kind.PATH, level=Severity.NOTE,
    about="Paths differ by case for some servers and not for others; one spelling for all can be typed without looking.",
    fix="Write words in lower case with hyphens between them.",
    sound=api("paths: {/order-items: {}}"), broken=api("paths: {/orderItems: {}}"),
)  # fmt: skip
def path_case(node: Node, desk: Desk) -> Iterator[Hit]:
    wrong = [each for each in _fixed(node.key) if not _KEBAB.fullmatch(each.partition(":")[0])]
    if wrong and node.key.startswith("/"):
        yield Hit(node.place, f"{', '.join(wrong)} in {node.key} is not in kebab-case")


@rule(
    "rest-path-slash", "A path ends with a slash", Kind.PATH,
    about="With and without it are two paths, and callers will try both.",
    fix="Leave the slash at the end out.",
    sound=api("paths: {/orders: {}}"), broken=api("paths: {/orders/: {}}"),
)  # fmt: skip
def path_slash(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key.endswith("/") and node.key != "/":
        yield Hit(node.place, f"{node.key} ends with a slash")


@rule(
    "rest-path-query", "A path has a query", Kind.PATH, level=Severity.ERROR,
    about="What stands behind the question mark is no part of a path; nothing would ever match it.",
    fix="Declare query parameters in `parameters`.",
    sound=api("paths: {/orders: {}}"), broken=api("paths: {'/orders?open=true': {}}"),
)  # fmt: skip
def path_query(node: Node, desk: Desk) -> Iterator[Hit]:
    if "?" in node.key or "#" in node.key:
        yield Hit(node.place, f"{node.key} has a query or a fragment")


@rule(
    "rest-path-verb", "A path names an action that the method says already", Kind.PATH,
    about="The method is the verb; a path names a thing. With verbs in paths there are two ways to say each thing.",
    fix="Name the resource, and use the method; a named action stands last: `POST /orders/{id}/cancel`.",
    sound=api("paths: {/orders: {}}"), broken=api("paths: {/getOrders: {}}"),
)  # fmt: skip
def path_verb(node: Node, desk: Desk) -> Iterator[Hit]:
    for segment in _fixed(node.key):
        words = _WORDS.findall(segment)
        if words and words[0].lower() in _VERBS and not node.key.endswith(f"}}/{segment}"):
            yield Hit(node.place, f"{segment} in {node.key} is a verb")


@rule(
    "rest-path-singular", "A collection is named in the singular", Kind.PATH, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="`/orders` for all and `/orders/{id}` for one can be guessed from each other.",
    fix="Name collections in the plural.",
    sound=api("paths: {'/orders/{id}': {}}"), broken=api("paths: {'/order/{id}': {}}"),
)  # fmt: skip
def path_singular(node: Node, desk: Desk) -> Iterator[Hit]:
    segments = _segments(node.key)
    for before, after in pairwise(segments):
        word = before.rpartition("-")[2]
        if after.startswith("{") and "{" not in before and word.isalpha() and singular(word) == word != plural(word):
            yield Hit(node.place, f"{before} in {node.key} is in the singular")


@rule(
    "rest-path-ambiguous", "Two paths are the same but for names of parameters", Kind.API, level=Severity.ERROR, keys=("paths",),
    about="The specification forbids it: no server can tell which of them a request means.",
    fix="Make them one path, or give one of them a segment that tells them apart.",
    sound=api("paths: {'/orders/{id}': {}, '/orders/{id}/items': {}}"),
    broken=api("paths: {'/orders/{id}': {}, '/orders/{number}': {}}"),
)  # fmt: skip
def path_ambiguous(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: dict[str, str] = {}
    for path in node.raw["paths"] if isinstance(node.raw["paths"], dict) else ():
        known = seen.setdefault(anonymous(path), path)
        if known != path and path.rstrip("/") != known.rstrip("/"):
            yield Hit(node.below("paths", path), f"{path} cannot be told from {known}")


@rule(
    "rest-path-overlapping", "A request can mean two paths", Kind.API, keys=("paths",), level=Severity.NOTE,
    about="`/orders/{id}/items` and `/orders/new/{step}` both match /orders/new/items; which one answers differs by framework.",
    fix="Give one of them a segment that the other cannot match.",
    sound=api("paths: {'/orders/{id}/items': {}, '/orders/new': {}}"),
    broken=api("paths: {'/orders/{id}/items': {}, '/orders/new/{step}': {}}"),
)  # fmt: skip
def path_overlapping(node: Node, desk: Desk) -> Iterator[Hit]:
    groups: dict[tuple[int, str], list[tuple[str, list[str]]]] = {}
    for path in list(node.raw["paths"] if isinstance(node.raw["paths"], dict) else ())[:_MOST_PATHS]:
        segments = _segments(path)
        for known, others in groups.get((len(segments), segments[0] if segments else ""), ()):
            if _overlap(segments, others):
                yield Hit(node.below("paths", path), f"{path} and {known} can match the same request")
                break
        groups.setdefault((len(segments), segments[0] if segments else ""), []).append((path, segments))


def _overlap(one: list[str], other: list[str]) -> bool:
    """Whether each of two paths is more exact than the other somewhere, and both match."""
    mine = theirs = False
    for left, right in zip(one, other, strict=True):
        if left != right:
            if ("{" in left) == ("{" in right):
                if "{" not in left:
                    return False
            elif "{" in right:
                mine = True
            else:
                theirs = True
    return mine and theirs


@rule(
    "rest-path-template-broken", "Braces in a path do not match", Kind.PATH, level=Severity.ERROR,
    about="A parameter stands in braces, has a name, and stands once.",
    fix="Write `{name}`.",
    sound=api("paths: {'/orders/{id}': {}}"), broken=api("paths: {'/orders/{}': {}}"),
)  # fmt: skip
def path_template_broken(node: Node, desk: Desk) -> Iterator[Hit]:
    names = re.findall(r"\{([^{}]*)\}", node.key)
    rest = re.sub(r"\{[^{}]*\}", "", node.key)
    if "" in names or "{" in rest or "}" in rest:
        yield Hit(node.place, f"the braces in {node.key} do not match")
    elif len(set(names)) < len(names):
        yield Hit(node.place, f"a parameter stands twice in {node.key}")


@rule(
    "rest-path-versions-mixed", "Paths of several major versions stand in one document", Kind.API, keys=("paths",),
    level=Severity.NOTE,
    about="Each major version has its own life; in one document none of them can be retired or compared alone.",
    fix="Give each major version a document of its own.",
    sound=api("paths: {/v1/orders: {}, /v1/customers: {}}"), broken=api("paths: {/v1/orders: {}, /v2/orders: {}}"),
)  # fmt: skip
def path_versions_mixed(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: dict[str, str] = {}
    for path in node.raw["paths"] if isinstance(node.raw["paths"], dict) else ():
        for segment in _segments(path)[:2]:
            if _MAJOR.fullmatch(segment):
                seen.setdefault(segment, path)
    if len(seen) > 1:
        last = sorted(seen)[-1]
        yield Hit(node.below("paths", seen[last]), f"there are paths of {' and '.join(sorted(seen))}")


@rule(
    "rest-parameter-case", "A parameter is spelt in another style than the others", Kind.API, level=Severity.NOTE, last=True,
    about="Callers guess names; a mixture of styles makes every guess wrong half of the time.",
    fix="Use one style for all query parameters.",
    sound=api("""
    paths:
      /orders:
        get: {parameters: [{name: page_size, in: query}, {name: sort_by, in: query}, {name: order_by, in: query}]}
    """),
    broken=api("""
    paths:
      /orders:
        get: {parameters: [{name: page_size, in: query}, {name: sortBy, in: query}, {name: order_by, in: query}]}
    """),
)  # fmt: skip
def parameter_case(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    places: dict[Place, str] = {}
    for operation in desk.api.operations.values():
        for parameter in operation.parameters.values():
            if parameter.location == "query":
                places[parameter.part.place] = parameter.name
    counts = Counter(found for name in places.values() if (found := style(name)))
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for place, name in places.items():
        if style(name) not in ("", usual):
            yield Hit(place, f"{name} is in {style(name)}, most parameters are in {usual}")


@rule(
    "schema-property-case", "A property is spelt in another style than the others", Kind.API, Kind.EVENTS,
    level=Severity.NOTE, last=True, persona=Persona.PEDANTIC,
    about="Code that reads the data has to translate names; one style is one rule.",
    fix="Use one style for all properties.",
    sound=api("components: {schemas: {Order: {properties: {order_id: {}, placed_at: {}, sent_at: {}}}}}"),
    broken=api("components: {schemas: {Order: {properties: {order_id: {}, placedAt: {}, sent_at: {}}}}}"),
)  # fmt: skip
def property_case(node: Node, desk: Desk) -> Iterator[Hit]:
    holder = desk.child(node, "components", "schemas").raw or desk.child(node, "definitions").raw
    top = "/components/schemas" if "components" in node.raw else "/definitions"
    names = [
        (f"{top}{pointer(schema, 'properties', name)}", name)
        for schema, raw in holder.items()
        if isinstance(raw, dict) and isinstance(raw.get("properties"), dict)
        for name in raw["properties"]
    ]
    counts = Counter(found for _, name in names if (found := style(name)))
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for place, name in names:
        if style(name) not in ("", usual):
            yield Hit(Place("", place), f"{name} is in {style(name)}, most properties are in {usual}")
