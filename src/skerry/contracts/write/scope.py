"""Which types a document speaks of, which way each travels, and what each is called there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from skerry.model.system import System, TypeDef, TypeName
from skerry.model.system.types import references
from skerry.model.terms.types import Named, Type, Union, Wrapped

Instead = Mapping[TypeName, TypeName]
TAGS = ("kind", "type", "variant")
RESERVED = frozenset(("Money", "Problem"))  # definitions of our own


def name_of(named: Named) -> TypeName:
    """The full name of a resolved reference."""
    return TypeName(named.context, named.name, named.version)


def exchanged(of: Type, instead: Instead) -> Type:
    """A type with the types of `instead` exchanged."""
    if not instead:
        return of
    if isinstance(of, Named):
        target = instead.get(name_of(of))
        return Named(target.name, target.context, target.version) if target else of
    if isinstance(of, Union):
        return replace(of, of=tuple(exchanged(each, instead) for each in of.of))
    return replace(of, of=exchanged(of.of, instead)) if isinstance(of, Wrapped) else of


def reached(system: System, types: Iterable[Type], instead: Instead) -> frozenset[TypeName]:
    """Every named type inside these types."""
    found: set[TypeName] = set()
    waiting = [name for of in types for name in _names(of, instead)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [inner for of in parts(system.types.get(name)) for inner in _names(of, instead)]
    return frozenset(found)


def parts(definition: TypeDef | None) -> Iterator[Type]:
    """The types that a definition is made of."""
    if definition:
        yield from (field.type for field in definition.fields)
        if definition.alias:
            yield definition.alias


def _names(of: Type, instead: Instead) -> list[TypeName]:
    return [name_of(named) for named in references(exchanged(of, instead))]


@dataclass(frozen=True, slots=True)
class Scope:
    """The named types of a document: which come in, which go out, and which differ by the way they travel (`split`)."""

    received: frozenset[TypeName]
    sent: frozenset[TypeName]
    split: frozenset[TypeName]
    names: Mapping[TypeName, str]

    def of(self, name: TypeName, *, incoming: bool) -> str:
        """What a type is called."""
        return self.names[name] + ("Input" if incoming and name in self.split else "")

    def option(self, called: str, told: Told) -> str:
        """What an alternative is called, once it says which it is."""
        name = called + ("" if told.property == TAGS[0] else told.property.capitalize()) + "Option"
        return name if name not in self.names.values() else f"{name}Of"

    def only_sent(self, name: TypeName | None) -> bool:
        """Whether nobody sends us such values."""
        return name is not None and name in self.sent and name not in self.received


def scope(
    system: System,
    received: Iterable[Type],
    sent: Iterable[Type],
    home: str = "",
    instead: Instead | None = None,
    reserved: frozenset[str] = RESERVED,
    *,
    split: bool = True,
) -> Scope:
    """The types of a document of a service of the context `home`; no type is called by one of the `reserved` names.

    Without `split`, what travels both ways is one type."""
    exchange = instead or {}
    coming, going = reached(system, received, exchange), reached(system, sent, exchange)
    apart = _split(system, coming & going, exchange) if split else frozenset[TypeName]()
    return Scope(coming, going, apart, _called(coming | going, home, reserved))


@dataclass(frozen=True, slots=True)
class Told:
    """How alternatives are told apart: by which property, and what each has there."""

    property: str
    values: Mapping[TypeName, str]


def told_apart(system: System, of: Union) -> Told | None:
    """A property that none of the alternatives has as a field; None where they are not all records."""
    definitions = {name_of(member): system.types.get(name_of(member)) for member in of.named}
    if not definitions or not all(definition and definition.fields for definition in definitions.values()):
        return None
    taken = {field.name for definition in definitions.values() if definition for field in definition.fields}
    names = [*TAGS, *(f"{TAGS[0]}{number}" for number in range(2, len(taken) + 3))]
    bare = [name.name for name in definitions]
    values = {name: name.name if bare.count(name.name) == 1 else str(name) for name in definitions}
    return Told(next(name for name in names if name not in taken), values)


def given_by_us(system: System, name: TypeName) -> frozenset[str]:
    """The fields of a thing that its owner decides on: its identifier, and its state."""
    definition = system.types.get(name)
    if definition is None or not _owned(system, name):
        return frozenset()
    return frozenset(
        field.name
        for field in definition.fields
        if field.name == "id" or any(_states(system, inner) for inner in references(field.type))
    )


def _owned(system: System, name: TypeName) -> bool:
    return any(
        name._replace(version="") in service.owns or name in service.owns for service in system.services.values()
    )


def _states(system: System, named: Named) -> bool:
    definition = system.types.get(name_of(named))
    return bool(definition and definition.states)


def _split(system: System, both: frozenset[TypeName], instead: Instead) -> frozenset[TypeName]:
    """What travels both ways and has fields that only we decide on, and whatever holds such."""
    found = {name for name in both if given_by_us(system, name)}
    grown = True
    while grown:
        more = {
            name
            for name in both - found
            if any(inner in found for of in parts(system.types.get(name)) for inner in _names(of, instead))
        }
        grown = bool(more)
        found |= more
    return frozenset(found)


def _called(names: frozenset[TypeName], home: str, reserved: frozenset[str]) -> dict[TypeName, str]:
    """The bare name for the only one of that name; else the one of `home`, newest first, keeps it, others show where they are from."""
    same: dict[str, list[TypeName]] = {}
    for name in sorted(names):
        same.setdefault(name.name.replace(".", ""), []).append(name)
    found: dict[TypeName, str] = {}
    for bare, group in same.items():
        first = min(group, key=lambda name: (name.context != home, name.version != "", name))
        for name in group:
            plain = name == first and bare not in reserved
            found[name] = bare if plain else _pascal(name, shown=name.context != first.context or bare in reserved)
    return _distinct(found)


def _pascal(name: TypeName, *, shown: bool) -> str:
    context = "".join(map(str.capitalize, name.context.split("-"))) if shown else ""
    return context + name.name.replace(".", "") + name.version.upper()


def _distinct(names: dict[TypeName, str]) -> dict[TypeName, str]:
    taken: set[str] = set()
    for name in sorted(names):
        called, number = names[name], 2
        while called in taken:
            called, number = f"{names[name]}{number}", number + 1
        names[name] = called
        taken.add(called)
    return names
