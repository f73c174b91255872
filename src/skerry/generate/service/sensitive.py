"""Which fields of a service are sensitive, how each is stored and shown, and whom the things are about."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.shape import Shapes, core
from skerry.model.system import DataRule, Service, System, TypeDef, TypeName
from skerry.model.terms.access import Compare, Condition, Every
from skerry.model.terms.types import Named, Type

INDEX = "_index"  # what the column of an index is called after its field


def rules(shapes: Shapes, classes: Scope) -> list[DataRule]:
    """The rules of a service whose types it has classes for."""
    return [each for each in shapes.service.data if each.type in classes.names]


def encrypted(service: Service, definition: TypeDef) -> frozenset[str]:
    """The fields of an entity that are stored encrypted."""
    return frozenset(
        each.field_name
        for each in service.data
        if each.type == definition.name and each.policy.encrypted and each.policy.encrypted.value
    )


def sought(shapes: Shapes, definition: TypeDef) -> frozenset[str]:
    """The fields of an entity that some operation narrows by, or finds one with."""
    about = [shape for shape in shapes.all if shape.entity == definition]
    return frozenset(each.field for shape in about for each in shape.parameters if each.field)


def indexed(shapes: Shapes, definition: TypeDef) -> frozenset[str]:
    """The encrypted fields that are found by equality nevertheless."""
    return encrypted(shapes.service, definition) & sought(shapes, definition)


def subject(system: System, service: Service, definition: TypeDef) -> str:
    """The field that names the person whom a thing is about: what access rules hold against the caller, else what orders events.

    '' where there is no such field: then each thing is about itself.
    """
    fields = {each.name for each in definition.fields}
    named: list[str] = []
    for role in system.access.values():
        for grant in role.grants:
            target, condition = grant.rule.target, grant.rule.condition
            own = getattr(target, "service", "") == service.name
            for field, claim in _owners(condition):
                named += [claim, *([field] if own else [])]
    by_events = system.policies.events.key
    named += [by_events.value] if by_events else []
    return next((each for each in named if each in fields and each != "id"), "")


def unseen(shapes: Shapes) -> Iterator[str]:
    """What the generated service can't do with its encrypted fields, a sentence each."""
    for name in dict.fromkeys(each.type for each in shapes.service.data):
        within = [
            f"{of.name.name}.{each.name}"
            for of in shapes.entities.values()
            for each in of.fields
            if _is(each.type, name)
        ]
        fields = encrypted(shapes.service, shapes.system.types[name])
        if name not in shapes.entities and fields and within:
            yield (
                f"{shapes.service.name}: {name.name}.{', '.join(sorted(fields))} is to be encrypted, and stands inside of "
                f"{', '.join(within)}: tag that field, so that it is encrypted as a whole"
            )
    for definition in shapes.entities.values():
        hidden = encrypted(shapes.service, definition)
        for shape in shapes.all:
            for each in shape.parameters if shape.entity == definition else ():
                outer, _, inner = each.field.partition(".")
                if outer in hidden and inner:
                    yield (
                        f"{shapes.service.name}.{shape.operation.name.operation}: {definition.name.name}.{outer} is encrypted "
                        f"as a whole, so nothing is found by {each.field}; narrow by another field, or leave it unencrypted"
                    )


def _is(of: Type, name: TypeName) -> bool:
    inner = core(of)
    return isinstance(inner, Named) and name_of(inner) == name


def _owners(condition: Condition | None) -> Iterator[tuple[str, str]]:
    """Pairs of a field and the claim of the caller that it has to be the same as."""
    if isinstance(condition, Every):
        for each in condition.of:
            yield from _owners(each)
    if isinstance(condition, Compare) and condition.sign == "=":
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if one.kind == "field" and other.kind == "caller":
                yield one.text, other.text.partition(".")[2]
