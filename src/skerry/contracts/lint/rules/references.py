"""References, and parts that nobody refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation, schema
from skerry.formats.json_schema import Place
from skerry.formats.text import pointer
from skerry.kernel.problem import Severity

_INERT = frozenset(("$ref", "description", "summary", "$comment", "title"))
_HOLDERS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "messages",
)


@rule(
    "reference-nowhere", "A reference leads nowhere", Kind.REFERENCE, level=Severity.ERROR,
    about="What it stands for is missing: generators stop, or take anything for valid.",
    fix="Repair the reference, or add what it names.",
    sound=api("components: {schemas: {Order: {$ref: '#/components/schemas/Thing'}, Thing: {type: object}}}"),
    broken=api("components: {schemas: {Order: {$ref: '#/components/schemas/Thing'}}}"),
)  # fmt: skip
def reference_nowhere(node: Node, desk: Desk) -> Iterator[Hit]:
    reference = str(node.raw["$ref"])
    if desk.dangling and desk.dangling[-1].raw is node.raw and not reference.startswith(("http://", "https://")):
        yield Hit(node.below("$ref"), f"{reference} leads nowhere")


@rule(
    "reference-remote", "A reference leads to another host", Kind.REFERENCE,
    about="What the contract means then depends on a server that can be down, or change, or be somebody else's. It is not fetched.",
    fix="Keep a copy beside the document, and refer to that.",
    sound=api("components: {schemas: {Order: {$ref: '#/components/schemas/Thing'}, Thing: {type: object}}}"),
    broken=api("components: {schemas: {Order: {$ref: 'https://acme.com/order.json'}}}"),
)  # fmt: skip
def reference_remote(node: Node, desk: Desk) -> Iterator[Hit]:
    reference = str(node.raw["$ref"])
    if desk.dangling and desk.dangling[-1].raw is node.raw and reference.startswith(("http://", "https://")):
        yield Hit(node.below("$ref"), f"{reference} is not fetched")


@rule(
    "reference-siblings", "What stands beside a reference is ignored", Kind.REFERENCE,
    about="Before OpenAPI 3.1 and JSON Schema 2019-09 only the reference counts; a `nullable` or a limit beside it does nothing.",
    fix="Put the reference into `allOf`, beside what is to be added.",
    sound=schema("allOf: [{$ref: '#/components/schemas/Order'}]\nnullable: true", "3.0.3"),
    broken=schema("properties: {next: {$ref: '#/components/schemas/Order', nullable: true}}", "3.0.3"),
)  # fmt: skip
def reference_siblings(node: Node, desk: Desk) -> Iterator[Hit]:
    if desk.schemas is not None and desk.schemas.dialect.siblings:
        return
    ignored = [key for key in node.raw if key not in _INERT and not key.startswith("x-")]
    if ignored and "$ref" in node.raw:
        yield Hit(node.below(ignored[0]), f"{', '.join(ignored)} beside $ref counts for nothing")


@rule(
    "reference-circle", "A reference leads to itself", Kind.API, Kind.EVENTS, level=Severity.ERROR, last=True,
    about="It says nothing at all, and readers that do not look out never end.",
    fix="Say what it is.",
    sound=api("components: {schemas: {A: {properties: {next: {$ref: '#/components/schemas/A'}}}}}"),
    broken=api("components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}"),
)  # fmt: skip
def reference_circle(node: Node, desk: Desk) -> Iterator[Hit]:
    leads = {
        each.place: place for place, nodes in desk.references.items() for each in nodes if isinstance(each.place, Place)
    }
    for start in leads:
        at, seen = start, set[Place]()
        while at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        if at == start and start in seen:
            yield Hit(start, f"{start.pointer} leads to itself")


@rule(
    "component-unused", "A component is used nowhere", Kind.API, Kind.EVENTS, last=True,
    about="Readers take it for a part of the contract, and it is kept compatible for nobody.",
    fix="Remove it, or use it.",
    sound=api("""
    paths: {/orders: {get: {responses: {'200': {$ref: '#/components/responses/All'}}}}}
    components: {responses: {All: {description: All orders}}}
    """),
    broken=api("""
    paths: {/orders: {get: {responses: {'200': {description: All orders}}}}}
    components: {responses: {All: {description: All orders}}}
    """),
)  # fmt: skip
def component_unused(node: Node, desk: Desk) -> Iterator[Hit]:
    if not (
        node.raw.get("paths") or node.raw.get("webhooks") or node.raw.get("channels") or node.raw.get("operations")
    ):
        return  # a library of components for other documents
    used = [place.pointer for place in desk.references if not place.document]
    mapped = desk.once("mapped", desk.raw, lambda: _mapped(desk))
    components = node.raw.get("components")
    named = components if isinstance(components, dict) else {}
    holders: list[tuple[tuple[str, ...], Any]] = [(("components", word), named.get(word)) for word in _HOLDERS]
    holders += [((word,), node.raw.get(word)) for word in ("definitions", "responses", "parameters")]
    exact = {*used, *_extended(desk.raw)}
    inside = {"/".join(each.split("/")[: depth + 1]) for each in exact for depth in (2, 3)}
    for keys, holder in holders:
        for name in holder if isinstance(holder, dict) else ():
            place = pointer(*keys, name)
            if (
                place not in exact
                and place not in inside
                and not (keys[-1] in ("schemas", "definitions") and name in mapped)
            ):
                yield Hit(Place("", place), f"{name} is used nowhere")


def _extended(raw: dict[str, Any]) -> Iterator[str]:
    """Where references within extensions at the top lead, such as `x-webhooks` has them."""
    todo = [value for key, value in raw.items() if key.startswith("x-")]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith("#"):
                yield reference[1:]
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)


def _mapped(desk: Desk) -> set[str]:
    """Names of schemas that only discriminators speak of, or that extend what these stand in."""
    names: set[str] = set()
    discriminated: set[str] = set()
    components = desk.raw.get("components")
    holder = (components.get("schemas") if isinstance(components, dict) else None) or desk.raw.get("definitions")
    for name, raw in (holder if isinstance(holder, dict) else {}).items():
        found = raw.get("discriminator") if isinstance(raw, dict) else None
        if found:
            discriminated.add(name)
        mapping = found.get("mapping") if isinstance(found, dict) else None
        for value in mapping.values() if isinstance(mapping, dict) else ():
            names.add(str(value).rpartition("/")[2])
    for name, raw in (holder if isinstance(holder, dict) else {}).items():
        bases = raw.get("allOf") if isinstance(raw, dict) else None
        for base in bases if isinstance(bases, list) else ():
            if isinstance(base, dict) and str(base.get("$ref")).rpartition("/")[2] in discriminated:
                names.add(name)
    return names


@rule(
    "component-name-unsafe", "The name of a component cannot be used", Kind.COMPONENTS, level=Severity.ERROR,
    about="The specification allows letters, digits, `.`, `-` and `_`; other names break references and generated code.",
    fix="Rename it.",
    sound=api("components: {schemas: {OrderItem: {type: object}}}"),
    broken=api("components: {schemas: {'Order Item': {type: object}}}"),
)  # fmt: skip
def component_name_unsafe(node: Node, desk: Desk) -> Iterator[Hit]:
    for word, holder in node.raw.items():
        for name in holder if isinstance(holder, dict) and not word.startswith("x-") else ():
            if not all(sign.isascii() and (sign.isalnum() or sign in "._-") for sign in name):
                yield Hit(node.below(word, name), f"{name!r} is no name for a component")


@rule(
    "response-description-missing", "An answer has no description", Kind.RESPONSE, level=Severity.NOTE,
    about="It is what a reader sees beside the status.",
    fix="Say in a few words what it means here.",
    sound=operation("responses: {'200': {description: The orders}}"), broken=operation("responses: {'200': {}}"),
)  # fmt: skip
def response_description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not str(node.raw.get("description") or node.raw.get("summary") or "").strip():
        yield Hit(node.place, f"{node.key} has no description")
