"""What of an object its schema refuses: each fault with its place in the object, and what to write instead where that can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.schemas.builtin import Builtin
from skerry.formats.kubernetes.schemas.cel import broken_rules
from skerry.formats.kubernetes.schemas.known import Schemas
from skerry.formats.kubernetes.values import Key
from skerry.kernel.words import joined, nearest

UNKNOWN, INVALID, RULE, OBSOLETE = "unknown", "invalid", "rule", "obsolete"
_TYPES = {
    "object": "a map",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}
_MOST = 50  # faults of one object: who has more has the wrong schema


@dataclass(frozen=True, slots=True)
class Fault:
    """`sort` is one of `UNKNOWN` (a field that there is not), `INVALID`, `RULE` (a CEL rule is broken), `OBSOLETE` (a version that is not
    served); `keys` lead to it."""

    sort: str
    keys: tuple[Key, ...]
    message: str
    instead: str = ""


def faults(schemas: Schemas, resource: Resource) -> list[Fault]:
    """All that is wrong with an object, by its schema; nothing where none is known."""
    found: list[Fault] = []
    for each in _faults(schemas, resource):
        found.append(each)
        if len(found) >= _MOST:
            break
    return found


def _faults(schemas: Schemas, resource: Resource) -> Iterator[Fault]:
    custom = schemas.custom.get((resource.api, resource.kind)) or schemas.custom.get(
        (resource.api, resource.kind.lower())
    )
    if custom is not None:
        wrong = list(_held(custom.validator, resource.body, custom.plain, None))
        yield from wrong
        if custom.structural and not any(each.sort == INVALID for each in wrong):
            yield from (
                Fault(RULE, keys, message, instead) for keys, message, instead in broken_rules(custom, resource.body)
            )
        return
    builtin = schemas.builtin
    if builtin is None:
        return
    validator = builtin.validator(resource.api, resource.kind)
    if validator is not None:
        yield from _held(validator, resource.body, builtin.schema(resource.api, resource.kind), builtin)
    elif (resource.group in builtin.groups or resource.group == "extensions") and not resource.at("spec", "group"):
        yield _obsolete(builtin, resource)


def _obsolete(builtin: Builtin, resource: Resource) -> Fault:
    served = builtin.served.get((resource.group, resource.kind))
    elsewhere = sorted({f"{group}/{versions[-1]}" if group else versions[-1]
                        for (group, kind), versions in builtin.served.items() if kind == resource.kind})  # fmt: skip
    own = f"{resource.group}/{served[0]}" if served and resource.group else "".join(served[:1]) if served else ""
    better = own or "".join(elsewhere[:1])
    near = nearest(resource.kind, {kind for _, kind in builtin.kinds}) if not better else ""
    instead = f"write `apiVersion: {better}`" if better else f"did you mean `kind: {near}`?" if near else ""
    what = f"Kubernetes {builtin.version} serves no {resource.kind} in {resource.api}"
    return Fault(OBSOLETE, ("apiVersion",), what, instead)


def _held(validator: Any, body: Any, schema: Any, builtin: Builtin | None) -> Iterator[Fault]:
    if validator.is_valid(body):
        return
    for error in validator.iter_errors(body):
        keys = tuple(error.instance_path)
        kind = error.kind
        match kind.name:
            case "additionalProperties":
                known = _names(schema, keys, builtin)
                yield from (_unknown(keys, name, known) for name in kind.unexpected)
            case "required":
                name = kind.property if isinstance(kind.property, str) else str(kind.property).strip('"')
                yield Fault(INVALID, keys, f"{_at(keys)} lacks `{name}`", f"add `{name}:`")
            case _:
                yield Fault(INVALID, keys, f"{_at(keys)}: {_why(error)}", _instead(error))


def _unknown(keys: tuple[Key, ...], name: str, known: list[str]) -> Fault:
    near = nearest(name, known)
    if near:
        instead = f"did you mean `{near}`?"
    elif known:
        instead = f"there are {joined([f'`{each}`' for each in known], 8)}"
    else:
        instead = "remove it"
    where = f" in {_at(keys)}" if keys else ""
    return Fault(UNKNOWN, (*keys, name), f"there is no field `{name}`{where}", instead)


def _at(keys: tuple[Key, ...]) -> str:
    if not keys:
        return "the object"
    return "`" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".") + "`"


def _why(error: Any) -> str:
    kind = error.kind
    match kind.name:
        case "type":
            wanted = [_TYPES.get(each, each) for each in kind.types if each != "null"]
            return f"{_shown(error.instance)} is not {' or '.join(wanted)}"
        case "enum":
            return f"{_shown(error.instance)} is none of {joined([_shown(each) for each in kind.options if each is not None], 12)}"
        case "oneOf" | "anyOf":
            return f"{_shown(error.instance)} fits none of the forms that it may have"
    message = str(error.message)
    return message if len(message) < 200 else f"{message[:200]}…"


def _instead(error: Any) -> str:
    kind = error.kind
    if kind.name == "enum" and isinstance(error.instance, str):
        options = [each for each in kind.options if isinstance(each, str)]
        near = next((each for each in options if each.lower() == error.instance.lower()), "")
        near = near or nearest(error.instance, options)
        return f"did you mean `{near}`?" if near else f"write {joined(options, 12)}"
    if kind.name == "type" and "string" in kind.types and isinstance(error.instance, (int, float, bool)):
        shown = str(error.instance).lower() if isinstance(error.instance, bool) else error.instance
        return f'put it in quotes: "{shown}"'
    return ""


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    shown = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
    return f"`{shown}`" if len(shown) <= 60 else f"`{shown[:60]}…`"


def _names(schema: Any, keys: tuple[Key, ...], builtin: Builtin | None) -> list[str]:
    """The fields that there are where `keys` lead."""
    for key in keys:
        schema = builtin.resolve(schema) if builtin else schema
        if not isinstance(schema, dict):
            return []
        schema = (
            schema.get("items")
            if isinstance(key, int)
            else schema.get("properties", {}).get(key, schema.get("additionalProperties"))
        )
    schema = builtin.resolve(schema) if builtin else schema
    return list(schema.get("properties", {})) if isinstance(schema, dict) else []
