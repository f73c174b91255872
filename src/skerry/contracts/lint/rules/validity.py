"""What validators say: the document against its official schema, examples and defaults against theirs."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.official.validate import wrong
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation, schema
from skerry.contracts.lint.values import misfits
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity


@rule(
    "document-invalid", "The document breaks its specification", Kind.API, Kind.EVENTS, level=Severity.ERROR,
    about="The official JSON Schema of OpenAPI or AsyncAPI refuses it; tools skip what they do not expect, or stop.",
    fix="Repair what the message names; the specification says what may stand there.",
    sound=api("info: {title: Orders, version: 1.0.0}\npaths: {/orders: {get: {responses: {'200': {description: All}}}}}"),
    broken=api("info: {title: Orders, version: 1.0.0}\npaths: {/orders: {get: {respones: {'200': {description: All}}}}}"),
)  # fmt: skip
def document_invalid(node: Node, desk: Desk) -> Iterator[Hit]:
    name = f"openapi-{desk.api.version}" if desk.api else f"asyncapi-{str(node.raw.get('asyncapi'))[:1]}"
    for keys, message in wrong(name, node.raw):
        yield Hit(node.below(*keys), message)


@rule(
    "example-invalid", "An example does not fit its schema", Kind.API, Kind.EVENTS, Kind.SCHEMA, last=True,
    about="People copy examples, and mocks answer them; where example and schema differ, one of them lies.",
    fix="Repair the example, or the schema.",
    sound=schema("type: object\nrequired: [id]\nproperties: {id: {type: integer}}\nexample: {id: 7}"),
    broken=schema("type: object\nrequired: [id]\nproperties: {id: {type: integer}}\nexample: {id: seven}"),
)  # fmt: skip
def example_invalid(node: Node, desk: Desk) -> Iterator[Hit]:
    yield from misfits(desk, default=False)


@rule(
    "default-invalid", "A default does not fit its schema", Kind.API, Kind.EVENTS, Kind.SCHEMA, level=Severity.ERROR, last=True,
    about="Whoever leaves the value out then sends one that is not allowed.",
    fix="Repair the default, or the schema.",
    sound=schema("type: integer\ndefault: 10"), broken=schema("type: integer\ndefault: ten"),
)  # fmt: skip
def default_invalid(node: Node, desk: Desk) -> Iterator[Hit]:
    yield from misfits(desk, default=True)


@rule(
    "example-ambiguous", "Both `example` and `examples` are given", Kind.MEDIA, Kind.PARAMETER, Kind.HEADER, keys=("example",),
    about="The specification allows one of them; tools differ in which they show.",
    fix="Keep `examples`.",
    sound=operation("parameters: [{name: page, in: query, schema: {}, example: 1}]"),
    broken=operation("parameters: [{name: page, in: query, schema: {}, example: 1, examples: {first: {value: 1}}}]"),
)  # fmt: skip
def example_ambiguous(node: Node, desk: Desk) -> Iterator[Hit]:
    if "examples" in node.raw:
        yield Hit(node.below("example"), "example and examples exclude each other")


@rule(
    "example-empty", "An example has neither value nor address", Kind.EXAMPLE, level=Severity.NOTE,
    about="There is nothing to show.",
    fix="Give it a `value` (or `dataValue`, `serializedValue`, `externalValue`).",
    sound=api("components: {examples: {first: {value: 1}}}"), broken=api("components: {examples: {first: {summary: One}}}"),
)  # fmt: skip
def example_empty(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.keys() & {"value", "externalValue", "dataValue", "serializedValue"}:
        yield Hit(node.place, f"{node.key} shows nothing")


@rule(
    "example-missing", "Nothing shows what the content looks like", Kind.MEDIA, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="An example says in a second what a schema says in a minute; mocks and documentation are made of it.",
    fix="Give it `examples`.",
    sound=operation("responses: {'200': {description: All, content: {application/json: {schema: {}, example: {id: 7}}}}}"),
    broken=operation("responses: {'200': {description: All, content: {application/json: {schema: {}}}}}"),
)  # fmt: skip
def example_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    shown = desk.child(node, "schema").raw
    if (
        "json" in node.key
        and not node.raw.keys() & {"example", "examples"}
        and not shown.keys() & {"example", "examples"}
    ):
        yield Hit(node.place, f"{node.key} has no example")
