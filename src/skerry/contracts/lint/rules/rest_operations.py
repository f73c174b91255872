"""Operations and parameters of REST APIs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk, part, top
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation
from skerry.formats.openapi.operation import placeholders
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_SAFE_ID = re.compile(r"[A-Za-z0-9_.~-]+")
_UNUSED_BODY = ("GET", "HEAD", "DELETE", "TRACE")


@rule(
    "rest-operation-id-missing", "An operation has no operationId", Kind.OPERATION,
    about="Generated clients name their methods by it, and links, tests and logs refer to it. Made-up names change with the path.",
    fix="Give it an operationId that stays when the path changes.",
    sound=operation("operationId: listOrders"), broken=operation("summary: All orders"),
)  # fmt: skip
def operation_id_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("operationId"):
        yield Hit(node.place, f"{desk.operation(node).name} has no operationId")


@rule(
    "rest-operation-id-duplicate", "An operationId stands twice", Kind.API, level=Severity.ERROR, last=True,
    about="The specification wants it to be unique; generators drop or rename one of the operations.",
    fix="Rename one of them.",
    sound=api("paths: {/orders: {get: {operationId: listOrders}, post: {operationId: placeOrder}}}"),
    broken=api("paths: {/orders: {get: {operationId: orders}, post: {operationId: orders}}}"),
)  # fmt: skip
def operation_id_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    seen: dict[str, str] = {}
    hooks = [each.operation for each in desk.api.webhooks.values()]
    for each in (*desk.api.operations.values(), *hooks):
        known = seen.setdefault(each.id, each.name) if each.id else each.name
        if known != each.name:
            yield Hit(each.part.below("operationId").place, f"{each.id} is {known} already")


@rule(
    "rest-operation-id-unsafe", "An operationId has signs that names in code cannot have", Kind.OPERATION,
    keys=("operationId",), level=Severity.NOTE,
    about="Links put it into URLs and generators into names; each escapes other signs differently.",
    fix="Use letters, digits, `_`, `-` and `.`.",
    sound=operation("operationId: listOrders"), broken=operation("operationId: list all orders"),
)  # fmt: skip
def operation_id_unsafe(node: Node, desk: Desk) -> Iterator[Hit]:
    found = str(node.raw["operationId"])
    if found and not _SAFE_ID.fullmatch(found.replace("/", "")):
        yield Hit(node.below("operationId"), f"{found!r} cannot be a name")


@rule(
    "rest-operation-summary-missing", "An operation has no summary", Kind.OPERATION, level=Severity.NOTE,
    about="Lists of operations show it; without one they show the path again.",
    fix="Say in a few words what it does.",
    sound=operation("summary: All orders of a customer"), broken=operation("operationId: listOrders"),
)  # fmt: skip
def operation_summary_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("summary"):
        yield Hit(node.place, f"{desk.operation(node).name} has no summary")


@rule(
    "rest-operation-description-missing", "An operation has no description", Kind.OPERATION,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="What it does to the state, what it needs before, and when it fails cannot be told by its types.",
    fix="Describe it in a few sentences.",
    sound=operation("description: Newest first; cancelled orders stay for a year."), broken=operation("summary: All orders"),
)  # fmt: skip
def operation_description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("description"):
        yield Hit(node.place, f"{desk.operation(node).name} has no description")


@rule(
    "rest-path-parameter-undeclared", "A parameter in a path is not declared", Kind.OPERATION, level=Severity.ERROR,
    about="Nobody knows which values it takes, and generated clients cannot send it.",
    fix="Declare it in `parameters` with `in: path` and a schema.",
    sound=operation("parameters: [{name: id, in: path, required: true, schema: {type: string}}]", "/orders/{id}"),
    broken=operation("parameters: []", "/orders/{id}"),
)  # fmt: skip
def path_parameter_undeclared(node: Node, desk: Desk) -> Iterator[Hit]:
    if not top(node):
        return
    found = desk.operation(node)
    declared = {each.name for each in found.parameters.values() if each.location == "path"}
    for name in dict.fromkeys(each[1:-1] for each in placeholders(found.path)):
        if name and name not in declared:
            yield Hit(node.place, f"{found.name} does not declare {name}")


@rule(
    "rest-path-parameter-unused", "A declared path parameter is not in the path", Kind.OPERATION, level=Severity.ERROR,
    about="There is no place to put its value; most likely one of the two is misspelt.",
    fix="Remove it, or repair its name.",
    sound=operation("parameters: [{name: id, in: path, required: true, schema: {type: string}}]", "/orders/{id}"),
    broken=operation("parameters: [{name: id, in: path, required: true, schema: {type: string}}]"),
)  # fmt: skip
def path_parameter_unused(node: Node, desk: Desk) -> Iterator[Hit]:
    if not top(node):
        return
    found = desk.operation(node)
    for each in found.parameters.values():
        if each.location == "path" and f"{{{each.name}}}" not in found.path:
            yield Hit(each.part.place, f"{each.name} is not in {found.path}")


@rule(
    "rest-path-parameter-optional", "A path parameter is not required", Kind.PARAMETER, keys=("in",), level=Severity.ERROR,
    about="Without its value there is no path; the specification wants `required: true`.",
    fix="Write `required: true`.",
    sound=api("components: {parameters: {id: {name: id, in: path, required: true, schema: {type: string}}}}"),
    broken=api("components: {parameters: {id: {name: id, in: path, schema: {type: string}}}}"),
)  # fmt: skip
def path_parameter_optional(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["in"] == "path" and node.raw.get("required") is not True:
        yield Hit(node.place, f"the path parameter {node.raw.get('name')} is not required")


@rule(
    "rest-parameter-duplicate", "A parameter stands twice", Kind.OPERATION, Kind.CALLED, Kind.PATH,
    keys=("parameters",), level=Severity.ERROR,
    about="Name and location make a parameter; which of the two counts differs by tool.",
    fix="Remove one of them.",
    sound=operation("parameters: [{name: page, in: query}, {name: size, in: query}]"),
    broken=operation("parameters: [{name: page, in: query}, {name: page, in: query}]"),
)  # fmt: skip
def parameter_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    listed = node.raw["parameters"]
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict):
            raw = desk.follow(part(node).below("parameters", at)).raw
            key = (str(raw.get("in")), str(raw.get("name")))
            if raw and key in seen:
                yield Hit(node.below("parameters", at), f"the {key[0]} parameter {key[1]} stands twice")
            seen.add(key)


@rule(
    "rest-parameter-schema-missing", "A parameter has neither schema nor content", Kind.PARAMETER, level=Severity.ERROR,
    about="Nothing is said about its values.",
    fix="Give it a `schema`.",
    sound=operation("parameters: [{name: page, in: query, schema: {type: integer}}]"),
    broken=operation("parameters: [{name: page, in: query}]"),
)  # fmt: skip
def parameter_schema_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    word = "schema" if not desk.swagger or node.raw.get("in") == "body" else "type"
    if word not in node.raw and "content" not in node.raw:
        yield Hit(node.place, f"the parameter {node.raw.get('name')} has no {word}")


@rule(
    "rest-parameter-description-missing", "A parameter has no description", Kind.PARAMETER,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Its name seldom says what happens without it, or what its values mean.",
    fix="Describe it in a sentence.",
    sound=operation("parameters: [{name: page, in: query, schema: {}, description: The cursor of the last answer}]"),
    broken=operation("parameters: [{name: page, in: query, schema: {}}]"),
)  # fmt: skip
def parameter_description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("description"):
        yield Hit(node.place, f"the parameter {node.raw.get('name')} has no description")


@rule(
    "rest-parameter-required-default", "A required parameter has a default", Kind.PARAMETER, keys=("required",),
    about="The default can never be used, since the parameter is always there.",
    fix="Drop one of the two.",
    sound=operation("parameters: [{name: page, in: query, schema: {type: integer, default: 1}}]"),
    broken=operation("parameters: [{name: page, in: query, required: true, schema: {type: integer, default: 1}}]"),
)  # fmt: skip
def parameter_required_default(node: Node, desk: Desk) -> Iterator[Hit]:
    schema = node.raw.get("schema") if not desk.swagger else node.raw
    if node.raw["required"] is True and isinstance(schema, dict) and "default" in schema:
        yield Hit(node.place, f"{node.raw.get('name')} is required, and has a default")


@rule(
    "rest-parameter-header-reserved", "A header parameter is ignored", Kind.PARAMETER, keys=("in",),
    about="`Accept`, `Content-Type` and `Authorization` follow from media types and security; the specification ignores them here.",
    fix="Remove it, and say it with `content` or `security`.",
    sound=operation("parameters: [{name: If-Match, in: header, schema: {type: string}}]"),
    broken=operation("parameters: [{name: Authorization, in: header, schema: {type: string}}]"),
)  # fmt: skip
def parameter_header_reserved(node: Node, desk: Desk) -> Iterator[Hit]:
    name = str(node.raw.get("name"))
    if node.raw["in"] == "header" and name.lower() in ("accept", "content-type", "authorization") and not desk.swagger:
        yield Hit(node.place, f"the header {name} is ignored here")


@rule(
    "rest-body-unexpected", "A method that has no body takes one", Kind.OPERATION,
    about="Proxies and clients drop the body of GET, HEAD and DELETE (RFC 9110, 9.3): what it means is not defined.",
    fix="Use query parameters, or POST (or QUERY, in OpenAPI 3.2).",
    sound=operation("requestBody: {content: {application/json: {}}}", method="post"),
    broken=operation("requestBody: {content: {application/json: {}}}"),
)  # fmt: skip
def body_unexpected(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.key.upper() in _UNUSED_BODY and desk.operation(node).body is not None:
        yield Hit(node.place, f"{desk.operation(node).name} takes a body")


@rule(
    "rest-body-empty", "A body says nothing about its content", Kind.BODY,
    about="Without a media type and a schema neither side can check what is sent.",
    fix="Name the media type and give it a schema.",
    sound=operation("requestBody: {content: {application/json: {schema: {type: object}}}}", method="post"),
    broken=operation("requestBody: {content: {application/json: {}}}", method="post"),
)  # fmt: skip
def body_empty(node: Node, desk: Desk) -> Iterator[Hit]:
    content = node.raw.get("content")
    medias = content.items() if isinstance(content, dict) else ()
    for media, raw in medias:
        if isinstance(raw, dict) and "json" in media and not raw.keys() & {"schema", "itemSchema", "$ref"}:
            yield Hit(node.below("content", media), f"{media} has no schema")
    if not medias:
        yield Hit(node.place, "the body has no content")
