"""Which row an operation is about, so that conditions can look at it, and which of its fields the request gives."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.scope import Scope
from skerry.generate.access import grants, public
from skerry.generate.service.callees import callers_of
from skerry.generate.service.shape import Kind, Shape, Shapes

Object = dict[str, Any]
_ONE = (Kind.GET, Kind.CHANGE, Kind.PUT, Kind.MOVE, Kind.REMOVE)


def access(shapes: Shapes, shape: Shape, classes: Scope) -> Object:
    """Who may do an operation, as `service.json` has it; what is not said is left out."""
    system, service, operation = shapes.system, shapes.service, shape.operation
    found: Object = {
        "public": public(service, operation),
        "grants": grants(system, service, operation),
        "callers": callers_of(system, operation),
    }
    if any("when" in each for each in found["grants"]):
        row, key = _row(shapes, shape, classes)
        found |= {"row": row, "key": key, "fields": _fields(shape)}
    return {name: value for name, value in found.items() if value not in ("", [], {}, False)}


def _row(shapes: Shapes, shape: Shape, classes: Scope) -> tuple[str, str]:
    """The class of the entity whose row is looked at, and the parameter that finds it: the thing itself, or that under which it stands."""
    if shape.entity and shape.kind in _ONE and shape.key:
        own = next((each.field for each in shape.path if each.name == shape.key), "")
        if own == shapes.key(shape.entity):
            return classes.of(shape.entity.name, incoming=False), shape.key
    if shape.parent:
        return classes.of(shape.parent.entity.name, incoming=False), shape.parent.parameter
    return "", ""


def _fields(shape: Shape) -> dict[str, str]:
    """The parameters by the fields that they give: the field that one is about, and its own name."""
    found = {each.field: each.name for each in shape.parameters if each.field}
    return {**{each.name: each.name for each in shape.parameters}, **found}
