"""Types: all names first, then what each refers to."""

from __future__ import annotations

from skerry.model.given import Given
from skerry.model.parsed import Parsed, ParsedService, ParsedTypes
from skerry.model.problems import shape as codes
from skerry.model.resolve.desk import SHARED, Desk
from skerry.model.shapes import Entry
from skerry.model.system import Field, TypeDef, TypeName
from skerry.model.terms.operations import Transition
from skerry.model.terms.types import Named


def define(parsed: Parsed, desk: Desk) -> None:
    """Puts every type on the desk, those of contexts without `types` by name only; then resolves the fields."""
    for entry in parsed.types:
        desk.spelled_out.add(entry.key)
    for entry in parsed.types:
        for line in entry.value.types if entry.key in (*desk.tables["context"], SHARED) else ():
            name = _name(line, entry.key, desk)
            desk.define(name, TypeDef(name, span=line.span))
    for service in parsed.services.values():
        if service.context not in desk.spelled_out and service.context in desk.tables["context"]:
            for named in _mentioned(service):
                name = TypeName(service.context, named.value.name, named.value.version)
                if not named.value.context:
                    desk.define(name, TypeDef(name, span=named.span))
    for entry in parsed.types:
        _fill(entry.key, entry.value, desk)


def _name(line: Entry, context: str, desk: Desk) -> TypeName:
    named: Named = line.key
    if named.context:
        desk.problem(
            codes.NAME,
            f"`{named}` is defined under `{context}`",
            line.span,
            f"`{named.name}`, under `types: {named.context}:`",
        )
    return TypeName(context, named.name, named.version)


def _mentioned(service: ParsedService) -> list[Given[Named]]:
    """The entities it owns and the events it publishes."""
    found = [*service.owns, *service.events.out]
    if service.api is not None and not isinstance(service.api, Given):
        behaviours = [
            behaviour
            for version in service.api.versions
            for behaviour in (*(route.value for route in version.value.routes), *version.value.internal)
        ]
        for behaviour in behaviours:
            given = behaviour if isinstance(behaviour, Given) else behaviour.do
            found += [Given(name, given.span) for every in (given.value.emits if given else ()) for name in every]
    return found


def _fill(context: str, types: ParsedTypes, desk: Desk) -> None:
    for line in types.types:
        name = TypeName(context, line.key.name, line.key.version)
        if name in desk.types and desk.types[name].span == line.span:
            desk.types[name] = _definition(name, line, desk)


def _definition(name: TypeName, line: Entry, desk: Desk) -> TypeDef:
    if isinstance(line.value, Given):
        return TypeDef(name, alias=desk.type(line.value.value, name.context, line.value.span), span=line.span)
    fields: list[Field] = []
    states: tuple[Transition, ...] = ()
    for entry in line.value:
        if isinstance(entry.value, Given):
            resolved = desk.type(entry.value.value, name.context, entry.value.span)
            fields.append(Field(entry.key, resolved or entry.value.value, entry.span))
        elif entry.key == "states" and len(line.value) == 1:
            states = tuple(given.value for given in entry.value)
        else:
            desk.problem(
                codes.FORM,
                f"the field `{entry.key}` is a list",
                entry.span,
                "a type, such as `OrderItem[]`; `states: [...]` stands alone in its type",
            )
    return TypeDef(name, tuple(fields), states=states, span=line.span)
