"""Examples and defaults against their schemas: all of a document at once, by one validator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs

from skerry.contracts.lint.desk import Desk, part
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.official.validate import short
from skerry.formats.json_schema import Dialect, Part, lowered
from skerry.formats.text import pointer

MOST_ALONE = 500  # where the schemas cannot be compiled together, each value costs a validator of its own
_MOST_SAID = 3  # of one value
_SIMPLE = frozenset(
    ("type", "description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly")
)
_EXACT = {"string": str, "boolean": bool, "object": dict, "array": list}
_NUMBERS = ("integer", "number")
_DRAFTS = {
    Dialect.OPENAPI_2: jsonschema_rs.Draft4Validator,
    Dialect.OPENAPI_3_0: jsonschema_rs.Draft4Validator,
    Dialect.ASYNCAPI_2: jsonschema_rs.Draft7Validator,
    Dialect.ASYNCAPI_3: jsonschema_rs.Draft7Validator,
    Dialect.OPENAPI_3_1: jsonschema_rs.Draft202012Validator,
}


class Given(NamedTuple):
    """A value, where it stands, and the schema that it should fit."""

    value: Any
    node: Node
    keys: tuple[str | int, ...]
    schema: Part
    default: bool


def misfits(desk: Desk, *, default: bool) -> Iterator[Hit]:
    """The defaults, or the examples, that do not fit."""
    found: list[tuple[Given, Hit]] = desk.once("misfits", desk.raw, lambda: list(_misfits(desk)))
    return (hit for given, hit in found if given.default is default)


def _misfits(desk: Desk) -> Iterator[tuple[Given, Hit]]:
    given = [each for node in desk.valued for each in _given(node, desk) if not _plainly_fits(each)]
    if not given or desk.schemas is None:
        return
    try:
        errors, world = _together(desk, given)
    except (ValueError, RecursionError):  # a schema that cannot be compiled spoils it for all
        yield from _alone(desk, given)
        return
    said: dict[int, int] = {}
    for error in errors:
        at, *inside = error.instance_path
        number = int(at)
        if said.get(number, 0) < _MOST_SAID and not _one_sided(error, world):
            said[number] = said.get(number, 0) + 1
            yield given[number], _hit(given[number], error, inside)


def _given(node: Node, desk: Desk) -> Iterator[Given]:
    raw = node.raw
    if node.kind is Kind.SCHEMA:
        schema = part(node)
        for key in ("example", "default"):
            if key in raw:
                yield Given(raw[key], node, (key,), schema, key == "default")
        listed = raw.get("examples")
        for at, value in enumerate(listed if isinstance(listed, list) else ()):
            yield Given(value, node, ("examples", at), schema, False)
    elif node.kind is Kind.MESSAGE:
        yield from _of_message(node)
    elif isinstance(raw.get("schema"), dict):
        schema = part(node).below("schema")
        if "example" in raw:
            yield Given(raw["example"], node, ("example",), schema, False)
        named = raw.get("examples")
        for name, each in named.items() if isinstance(named, dict) else ():
            found = desk.follow(part(node).below("examples", name)).raw if isinstance(each, dict) else {}
            if "value" in found:
                keys = ("examples", name) if "$ref" in each else ("examples", name, "value")
                yield Given(found["value"], node, keys, schema, False)


def _of_message(node: Node) -> Iterator[Given]:
    listed, payload = node.raw.get("examples"), node.raw.get("payload")
    if not isinstance(payload, dict) or "schemaFormat" in payload or "schemaFormat" in node.raw:
        return
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict) and "payload" in each:
            yield Given(each["payload"], node, ("examples", at, "payload"), part(node).below("payload"), False)


def _plainly_fits(given: Given) -> bool:
    """Whether that can be seen at a glance, as with most."""
    raw, value = given.schema.raw, given.value
    kind = raw.get("type")
    if not isinstance(kind, str) or not _SIMPLE.issuperset(raw):
        return False
    if kind in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    return kind in _EXACT and isinstance(value, _EXACT[kind])


def _together(desk: Desk, given: list[Given]) -> tuple[list[jsonschema_rs.ValidationError], dict[str, Any]]:
    """What one validator says of all, and what it was made of; raises where references lead to other files, or a schema is unsound."""
    assert desk.schemas is not None
    dialect = desk.schemas.dialect
    draft, word = _DRAFTS.get(dialect), dialect.nullable
    if draft is None:
        raise ValueError(dialect)
    dangling = {str(node.raw["$ref"]) for node in desk.dangling}
    components = desk.raw.get("components")
    named = components.get("schemas") if isinstance(components, dict) else None
    properties = {str(at): adapted(each.schema.raw, word, dangling) for at, each in enumerate(given)}
    world = {
        "components": {"schemas": adapted(named or {}, word, dangling)},
        "definitions": adapted(desk.raw.get("definitions") or {}, word, dangling),
        "properties": properties,
    }
    values = {str(at): each.value for at, each in enumerate(given)}
    return list(draft(world, validate_formats=True, offline=True).iter_errors(values)), world


def _alone(desk: Desk, given: list[Given]) -> Iterator[tuple[Given, Hit]]:
    assert desk.schemas is not None
    for each in given[:MOST_ALONE]:
        try:
            schema = lowered(desk.schemas.all((each.schema,)), desk.schemas)
            validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)
            errors = [error for error in validator.iter_errors(each.value) if not _one_sided(error, schema)]
        except (ValueError, RecursionError):
            continue
        for error in errors[:_MOST_SAID]:
            yield each, _hit(each, error, list(error.instance_path))


def adapted(raw: Any, nullable: str, dangling: set[str]) -> Any:
    """A schema as a validator of its draft reads it: what `nullable` names is a type, what leads nowhere accepts all.

    What stays as it is is shared and not copied.
    """
    if not nullable and not dangling:
        return raw
    if isinstance(raw, list):
        items = [adapted(each, nullable, dangling) if isinstance(each, dict | list) else each for each in raw]
        return raw if all(one is other for one, other in zip(raw, items, strict=True)) else items
    if not isinstance(raw, dict):
        return raw
    changed = None
    for key, value in raw.items():
        if isinstance(value, dict | list) and key not in ("example", "examples", "default", "enum", "required"):
            new = adapted(value, nullable, dangling)
            if new is not value:
                changed = changed if changed is not None else dict(raw)
                changed[key] = new
    found = raw if changed is None else changed
    reference = found.get("$ref")
    if isinstance(reference, str) and reference in dangling:
        return {}
    return _nullable(found, nullable) if nullable and found.get(nullable) is True else found


def _nullable(raw: dict[str, Any], word: str) -> dict[str, Any]:
    kind = raw.get("type")
    if isinstance(kind, str):
        more = {"enum": [*raw["enum"], None]} if isinstance(raw.get("enum"), list) else {}
        return {**raw, "type": [kind, "null"], **more}
    bare = {key: value for key, value in raw.items() if key != word}
    return {"anyOf": [{"type": "null"}, bare]} if bare.keys() & {"allOf", "anyOf", "oneOf"} else raw


def _one_sided(error: jsonschema_rs.ValidationError, world: dict[str, Any]) -> bool:
    """Whether only a property is missing that one of the two sides does not send: read-only or write-only."""
    if error.kind.name != "required":
        return False
    holder: Any = world
    for key in list(error.schema_path)[:-1]:
        holder = holder.get(str(key), holder.get(key)) if isinstance(holder, dict) else _at(holder, key)
        if holder is None:
            return False
    properties = holder.get("properties") if isinstance(holder, dict) else None
    raw = properties.get(error.kind.as_dict().get("property")) if isinstance(properties, dict) else None
    return isinstance(raw, dict) and (raw.get("readOnly") is True or raw.get("writeOnly") is True)


def _at(holder: Any, key: Any) -> Any:
    return holder[key] if isinstance(holder, list) and isinstance(key, int) and key < len(holder) else None


def _hit(given: Given, error: jsonschema_rs.ValidationError, inside: list[str | int]) -> Hit:
    referred = given.keys[:1] == ("examples",) and len(given.keys) == 2 and given.node.kind is not Kind.SCHEMA
    where = pointer(*inside)
    text = f"{where}: {short(error.message)}" if where else short(error.message)
    return Hit(given.node.below(*given.keys, *(() if referred else inside)), text)
