"""What a model knows of the states of a service's things: which operation moves which state, and the field that holds it."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.verify.stories.states import Life, Move, operation_key
from skerry.model import System
from skerry.model.system import Operation, Service, TypeDef, TypeName
from skerry.model.system.types import references
from skerry.model.terms.types import Type

UNKNOWN = Life({}, {}, {})


def life(system: System, service: Service) -> Life:
    """The life of the things of one service; operations without a route or without a state to be seen are left out."""
    moves, fields, states = {}, {}, {}
    for operation in _operations(service):
        found = _stateful(system, operation.output)
        if operation.route and operation.transitions and found:
            key = operation_key(f"{operation.route.method} {operation.route.path}")
            moves[key] = tuple(Move(each.sources, each.target) for each in operation.transitions)
            fields[key], states[key] = found[0], found[1].state_names()
    return Life(moves, fields, states)


def _operations(service: Service) -> Iterator[Operation]:
    """Those of all versions; the newest stands last, and is the one that counts."""
    for version in service.api.versions.values():
        yield from version.operations.values()
    yield from service.operations.values()


def _stateful(system: System, output: Type | None) -> tuple[str, TypeDef] | None:
    """The field of an answer that holds a state, and the states."""
    for named in references(output):
        for field in _type(system, named.context, named.name, named.version).fields:
            for inner in references(field.type):
                of = _type(system, inner.context or named.context, inner.name, inner.version)
                if of.states:
                    return field.name, of
    return None


def _type(system: System, context: str, name: str, version: str) -> TypeDef:
    """The type of that name, in its context if it is said."""
    for known, found in system.types.items():
        if known.name == name and known.version == version and context in ("", known.context):
            return found
    return TypeDef(TypeName("", name))
