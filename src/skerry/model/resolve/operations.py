"""The operations of a service: its versions, what `like:` brings in, and what its reactions declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model.given import Given
from skerry.model.parsed import ParsedApi, ParsedOperation, ParsedService, ParsedVersion
from skerry.model.problems import services as codes
from skerry.model.resolve.desk import Desk
from skerry.model.system import Api, Operation, OperationName, Parameter, TypeName, Version
from skerry.model.terms.operations import Behaviour, Route
from skerry.model.terms.types import Named, Type, Union, Wrapped

_BRACES = re.compile(r"\{[^}]*\}")


def declared(service: ParsedService) -> tuple[str, ...] | None:
    """The names of the operations a service spells out; None where it has no api of its own."""
    if not isinstance(service.api, ParsedApi):
        return None
    names = [
        behaviour.name
        for version in service.api.versions
        for behaviour in (
            *(_behaviour(route.value) for route in version.value.routes),
            *(given.value for given in version.value.internal),
        )
        if behaviour
    ]
    names += [entry.value.value.name for entry in service.events.heard if not entry.value.value.bare]
    return tuple(dict.fromkeys(names))


def _behaviour(value: Given[Behaviour] | ParsedOperation) -> Behaviour | None:
    given = value.do if isinstance(value, ParsedOperation) else value
    return given.value if given else None


def api(service: ParsedService, desk: Desk) -> Api:
    """What the service offers."""
    if isinstance(service.api, Given):
        return Api(contract=service.api.value, span=service.api.span)
    if service.api is None:
        return Api(span=service.span)
    offered = Api(
        service.api.expose,
        service.api.auth,
        _Versions(service, service.api, desk).all(),
        service.api.contract,
        service.api.style,
        service.api.schemes,
        tuple(given.value for given in service.api.needs),
        service.api.span,
    )
    _known_schemes(service.api, desk)
    return offered


def _known_schemes(api: ParsedApi, desk: Desk) -> None:
    """Holds the ways in against the schemes."""
    operations = [line.value for version in api.versions for line in version.value.routes]
    ways = [*api.needs]
    ways += [way for each in operations if isinstance(each, ParsedOperation) for way in each.needs or ()]
    for given in ways:
        for proof in given.value.proofs:
            if proof.scheme not in api.schemes:
                near = nearest(proof.scheme, api.schemes)
                known = f"one of {', '.join(api.schemes)}" if api.schemes else ""
                desk.problem(
                    codes.SCHEME,
                    f"there is no scheme `{proof.scheme}`",
                    desk.find(given.span, proof.scheme),
                    f"did you mean `{near}`?" if near else known or "define it under `schemes:` of the api",
                )


def by_name(service: ParsedService, offered: Api, desk: Desk) -> dict[str, Operation]:
    """Each operation in the newest version that has it, then those that reactions declare."""
    found: dict[str, Operation] = {}
    for version in sorted(offered.versions.values(), key=lambda version: -int(version.name[1:])):
        for name, operation in version.operations.items():
            found.setdefault(name, operation)
    for entry in service.events.heard:
        behaviour: Behaviour = entry.value.value
        if not behaviour.bare:
            found.setdefault(behaviour.name, operation_of(service, "", Line(None, entry.value, entry.span), desk))
    return found


_SHORT = ParsedOperation()


class Line(Struct, frozen=True):
    """One operation as it is written."""

    route: Route | None
    given: Given[Behaviour]
    span: Span
    long: ParsedOperation = _SHORT


def operation_of(service: ParsedService, version: str, line: Line, desk: Desk) -> Operation:
    """The operation that a line declares."""
    behaviour, span, home = line.given.value, line.given.span, service.context
    emits = tuple(
        tuple(name for event in every if (name := desk.type_name(event, home, span))) for every in behaviour.emits
    )
    found = Operation(
        OperationName(service.name, behaviour.name),
        version,
        line.route,
        desk.type(behaviour.input, home, span),
        behaviour.status or (200 if behaviour.output else 204),
        desk.type(behaviour.output, home, span),
        tuple(every for every in emits if every),
        behaviour.transitions,
        line.long.calls,
        line.long.slo,
        line.long.about,
        tuple(_parameters(line.long, home, desk)),
        {status: desk.type(given.value.type, home, given.span) for status, given in line.long.answers.items()},
        None if line.long.needs is None else tuple(given.value for given in line.long.needs),
        line.span,
    )
    if found.transitions:
        _transitions(found, span, desk)
    return found


def _parameters(long: ParsedOperation, home: str, desk: Desk) -> Iterator[Parameter]:
    """The parameters whose types are said."""
    places = (("path", long.path), ("query", long.query), ("header", long.headers), ("cookie", long.cookies))
    for location, types in places:
        for name, given in types.items():
            yield Parameter(name, location, desk.type(given.value, home, given.span) or given.value)


def _transitions(operation: Operation, span: Span, desk: Desk) -> None:
    """Holds the transitions against the states of the type that the operation gives."""
    states = next(_states(operation.output, desk), None)
    if states is None:
        if not _unknown_shape(operation.output, desk):
            what = f"`{operation.name.operation}` changes a state, but `{operation.output or 'nothing'}` has none"
            desk.problem(codes.NO_STATES, what, span, "give a type with a field of `{ states: [...] }`")
        return
    definition = desk.types[states]
    allowed = {(source, change.target) for change in definition.states for source in change.sources}
    for change in operation.transitions:
        for source in change.sources:
            if (source, change.target) not in allowed:
                _refuse(states, source, change.target, span, desk)


def _refuse(states: TypeName, source: str, target: str, span: Span, desk: Desk) -> None:
    names = desk.types[states].state_names()
    related = ((desk.types[states].span, f"the states of `{states}`"),)
    for state in (source, target):
        if state not in names:
            near = nearest(state, names)
            instead = f"did you mean `{near}`?" if near else f"one of {', '.join(names)}"
            desk.problem(
                codes.TRANSITION, f"`{states}` has no state `{state}`", desk.find(span, state), instead, related=related
            )
            return
    what = f"`{states}` does not allow {source} => {target}"
    desk.problem(
        codes.TRANSITION,
        what,
        desk.find(span, source),
        "add it to the states, or change the operation",
        related=related,
    )


def _states(of: Type | None, desk: Desk) -> Iterator[TypeName]:
    """The state types among the fields of what an operation gives."""
    for name in _named(of):
        definition = desk.types.get(name)
        for field in definition.fields if definition else ():
            for inner in _named(field.type):
                if inner in desk.types and desk.types[inner].states:
                    yield inner


def _unknown_shape(of: Type | None, desk: Desk) -> bool:
    return any(name not in desk.types or not desk.types[name].spelled_out for name in _named(of))


def _named(of: Type | None) -> Iterator[TypeName]:
    if isinstance(of, Named):
        yield TypeName(of.context, of.name, of.version)
    elif isinstance(of, Wrapped):
        yield from _named(of.of)


class _Versions:
    """Resolves the versions of one api, each once."""

    def __init__(self, service: ParsedService, api: ParsedApi, desk: Desk) -> None:
        self.service = service
        self.desk = desk
        self.parsed: dict[str, ParsedVersion] = {entry.key: entry.value for entry in api.versions}
        self.done: dict[str, Version] = {}

    def all(self) -> Mapping[str, Version]:
        """By name, in the order of the text."""
        return {name: self.one(name, ()) for name in self.parsed}

    def one(self, name: str, trail: tuple[str, ...]) -> Version:
        """A version, with what it is like."""
        if name not in self.done:
            parsed = self.parsed[name]
            own = self.own(parsed)
            instead = self.exchanged(parsed)
            inherited = self.inherited(parsed, (*trail, name), instead)
            like = parsed.like.value if parsed.like else ""
            self.done[name] = Version(name, {**inherited, **own}, like, instead, parsed.sunset, parsed.span)
        return self.done[name]

    def exchanged(self, parsed: ParsedVersion) -> dict[TypeName, TypeName]:
        """The types that stand for others in this version."""
        names: dict[TypeName, TypeName] = {}
        for entry in parsed.instead:
            old = self.desk.type_name(entry.key, self.service.context, entry.span)
            new = self.desk.type_name(entry.value.value, self.service.context, entry.value.span)
            if old and new:
                names[old] = new
        return names

    def inherited(
        self, parsed: ParsedVersion, trail: tuple[str, ...], instead: Mapping[TypeName, TypeName]
    ) -> dict[str, Operation]:
        """The operations of the version this one is like."""
        if parsed.like is None:
            return {}
        like = parsed.like.value
        if like not in self.parsed or like in trail:
            others = [name for name in self.parsed if name not in trail]
            what = (
                f"`{like}` is like this version itself" if like in self.parsed else f"the api has no version `{like}`"
            )
            self.desk.problem(codes.LIKE, what, parsed.like.span, f"one of {', '.join(others)}" if others else "")
            return {}
        base = self.one(like, trail).operations
        return {name: _exchange(operation, parsed.name, instead) for name, operation in base.items()}

    def own(self, parsed: ParsedVersion) -> dict[str, Operation]:
        """The operations that the version writes itself."""
        found: dict[str, Operation] = {}
        routes: dict[str, Span] = {}
        for line in _lines(parsed):
            operation = operation_of(self.service, parsed.name, line, self.desk)
            name = operation.name.operation
            if name in found:
                related = ((found[name].span, "first here"),)
                self.desk.problem(
                    codes.OPERATION_TWICE,
                    f"two operations are named `{name}`",
                    line.given.span,
                    "give one another name",
                    related=related,
                )
                continue
            if line.route:
                shape = f"{line.route.method} {_BRACES.sub('{}', line.route.path)}"
                if shape in routes:
                    related = ((routes[shape], "first here"),)
                    self.desk.problem(
                        codes.OPERATION_TWICE, f"`{shape}` is the route of two operations", line.span, related=related
                    )
                routes.setdefault(shape, line.span)
            found[name] = operation
        return found


def _lines(parsed: ParsedVersion) -> Iterator[Line]:
    for entry in parsed.routes:
        value = entry.value
        if isinstance(value, Given):
            yield Line(entry.key, value, entry.span)
        elif value.do:
            yield Line(entry.key, value.do, entry.span, value)
    for given in parsed.internal:
        yield Line(None, given, given.span)


def _exchange(operation: Operation, version: str, instead: Mapping[TypeName, TypeName]) -> Operation:
    if not instead:
        return replace(operation, version=version)
    return replace(
        operation,
        version=version,
        input=_swap(operation.input, instead),
        output=_swap(operation.output, instead),
        answers={status: _swap(of, instead) for status, of in operation.answers.items()},
        emits=tuple(tuple(instead.get(event, event) for event in every) for every in operation.emits),
    )


def _swap(of: Type | None, instead: Mapping[TypeName, TypeName]) -> Type | None:
    if isinstance(of, Named):
        new = instead.get(TypeName(of.context, of.name, of.version))
        return Named(new.name, new.context, new.version) if new else of
    if isinstance(of, Wrapped):
        return replace(of, of=_swap(of.of, instead) or of.of)
    if isinstance(of, Union):
        return replace(of, of=tuple(_swap(part, instead) or part for part in of.of))
    return of
