"""A first text for a model: what a tool found out becomes pleasant lines with its evidence beside them, for people to go on with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from skerry.model.edit import quoted
from skerry.model.printing import WIDTH

_HEAD = "# yaml-language-server: $schema=./.skerry/schema.json"
Long = dict[str, str | tuple[str, ...] | Mapping[str, str]]  # the long form of an operation
Line = str | Long
_BESIDE = 100
_COLUMN = 40
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z|[1-5][0-9X]{2}\Z")
_SPECIAL = frozenset(("true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"))


@dataclass(frozen=True, slots=True)
class DraftContext:
    """A bounded context; `note` is its evidence, printed as a comment."""

    name: str
    kind: str = ""
    team: str = ""
    does: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the context map; `kinds` such as `customer-supplier`."""

    downstream: str
    upstream: str
    kinds: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftCall:
    """A call to a service or an external system."""

    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftService:
    """A service: `code` are globs, `stores` say engine and database, `internal` are operations
    without a route, `hears` maps events to operations, `auth` schemes to roles; `contract` is the file that stays
    its contract; `runs` says how it is started, where it is not generated; `replicas` is 0 where nobody says; terms as they are
    written."""

    name: str
    context: str
    about: str = ""
    code: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    stores: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    operations: Mapping[str, Line] = field(default_factory=dict)
    hears: Mapping[str, str] = field(default_factory=dict)
    publishes: tuple[str, ...] = ()
    calls: tuple[DraftCall, ...] = ()
    note: str = ""
    internal: tuple[str, ...] = ()
    expose: tuple[str, ...] = ()
    version: str = "v1"
    auth: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contract: str = ""
    style: str = ""
    schemes: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    team: str = ""
    runs: Mapping[str, str] = field(default_factory=dict)
    replicas: int = 0


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step of a saga: `service.operation`, and what undoes it."""

    do: str
    undo: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftSaga:
    """A saga; `start` is an operation of `service`, `otherwise` is `service.operation`."""

    name: str
    service: str
    start: str
    steps: tuple[DraftStep, ...]
    otherwise: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftPhase:
    """A phase of the migration, in order."""

    name: str
    services: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole model as plain values. `source` is the system it comes from, `source_code` its globs; `types` are by context and name;
    `policies` are by their group, as `events`; `cluster` and `observe` say what it is deployed with."""

    system: str
    about: str = ""
    contexts: tuple[DraftContext, ...] = ()
    map: tuple[DraftLine, ...] = ()
    source: str = ""
    source_code: tuple[str, ...] = ()
    external: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    services: tuple[DraftService, ...] = ()
    types: Mapping[str, Mapping[str, Mapping[str, str] | str]] = field(default_factory=dict)
    sagas: tuple[DraftSaga, ...] = ()
    phases: tuple[DraftPhase, ...] = ()
    policies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cluster: Mapping[str, str] = field(default_factory=dict)
    observe: tuple[str, ...] = ()


def write(draft: Draft) -> str:
    """The text of a draft: it loads without problems where its names agree, and `fmt` leaves it as it is."""
    sections = (
        _head(draft),
        list(_contexts(draft.contexts)),
        list(_map(draft.map)),
        list(_external(draft)),
        list(_services(draft.services)),
        list(_types(draft.types)),
        list(_sagas(draft.sagas)),
        list(_policies(draft.policies)),
        list(_deploy(draft)),
        list(_migrate(draft)),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _head(draft: Draft) -> list[str]:
    about = [f"about: {quoted(draft.about)}"] if draft.about else []
    return [_HEAD, "arch: 1", f"system: {draft.system}", *about]


def _contexts(contexts: Iterable[DraftContext]) -> Iterator[str]:
    names = [f"{context.name}:" for context in contexts]
    width = max(map(len, names), default=0)
    for at, context in enumerate(contexts):
        if not at:
            yield "contexts:"
        parts = [
            f"{key}: {quoted_in_flow(value)}"
            for key, value in (("kind", context.kind), ("team", context.team))
            if value
        ]
        parts += [f"does: {_list(context.does)}"] if context.does else []
        parts += [f"words: {_flow(context.words)}"] if context.words else []
        parts += [f"about: {quoted_in_flow(context.about)}"] if context.about else []
        yield from _entry(2, names[at][:-1], parts, context.note, width + 1)


def _map(lines: Iterable[DraftLine]) -> Iterator[str]:
    links = [f"- {line.downstream} -> {line.upstream}:" for line in lines]
    width = max(map(len, links), default=0) + 1
    for at, line in enumerate(lines):
        if not at:
            yield "map:"
        yield from _noted(f"  {links[at]:<{width}}{', '.join(line.kinds)}", line.note, 2)


def _external(draft: Draft) -> Iterator[str]:
    entries = {**{draft.source: {}}, **draft.external} if draft.source else dict(draft.external)
    for at, (name, values) in enumerate(entries.items()):
        if not at:
            yield "external:"
        parts = [f"code: {_list(draft.source_code)}"] if name == draft.source and draft.source_code else []
        yield from _entry(2, name, [*parts, *(f"{key}: {quoted_in_flow(value)}" for key, value in values.items())], "")


def _services(services: Iterable[DraftService]) -> Iterator[str]:
    for at, service in enumerate(services):
        yield "" if at else "services:"
        yield from _noted(f"  {service.name}:", service.note, 2)
        yield f"    context: {service.context}"
        if service.about:
            yield f"    about: {quoted(service.about)}"
        if service.team:
            yield f"    team: {quoted(service.team)}"
        if service.runs:
            yield f"    runs: {_flow(service.runs)}"
        for key, values in (("code", service.code), ("owns", service.owns)):
            if values:
                yield from _long_list(4, key, values)
        yield from _stores(service.stores)
        yield from _api(service)
        yield from _events(service)
        if service.calls:
            yield "    calls:"
            for call in service.calls:
                yield from _noted(f"      {call.target}: {{}}", call.note, 6)


def _api(service: DraftService) -> Iterator[str]:
    if not (service.operations or service.internal):
        return
    yield "    api:"
    if service.contract:
        yield f"      contract: {quoted(service.contract)}"
    if service.expose:
        yield f"      expose: {_list(service.expose)}"
    if service.style:
        yield f"      style: {service.style}"
    if service.schemes:
        yield "      schemes:"
        yield from (f"        {quoted(name)}: {quoted(of)}" for name, of in service.schemes.items())
    if service.needs:
        yield from _long_list(6, "needs", service.needs)
    if service.auth:
        schemes = ", ".join(f"{scheme}: {_list(roles)}" for scheme, roles in service.auth.items())
        yield f"      auth: {{ {schemes} }}"
    yield f"      {service.version}:"
    for route, does in service.operations.items():
        yield from _operation(_key(route), does)
    if service.internal:
        yield from _long_list(8, "internal", service.internal)


def _operation(route: str, does: Line) -> Iterator[str]:
    """A line, or the long form."""
    if isinstance(does, str):
        yield f"        {route}: {quoted(does)}"
        return
    yield f"        {route}:"
    for key, value in does.items():
        if isinstance(value, str):
            yield f"          {key}: {quoted(value)}"
        elif isinstance(value, tuple):
            yield from _long_list(10, key, value)
        else:
            parts = [f"{_field(name)}: {quoted_in_flow(of)}" for name, of in value.items()]
            yield from _entry(10, key, parts, "")


def _stores(stores: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if stores:
        inner = ", ".join(f"{name}: {_flow(values)}" for name, values in stores.items())
        yield f"    stores: {{ {inner} }}"


def _events(service: DraftService) -> Iterator[str]:
    if not (service.hears or service.publishes):
        return
    yield "    events:"
    if service.hears:
        yield "      in:"
        yield from (f"        {event}: {quoted(reaction)}" for event, reaction in service.hears.items())
    if service.publishes:
        yield from _long_list(6, "out", service.publishes)


def _types(types: Mapping[str, Mapping[str, Mapping[str, str] | str]]) -> Iterator[str]:
    for at, (context, inner) in enumerate(types.items()):
        if not at:
            yield "types:"
        yield f"  {context}:"
        for name, definition in inner.items():
            if isinstance(definition, str):
                yield f"    {name}: {quoted(definition)}"
            else:
                parts = [f"{_field(key)}: {quoted_in_flow(value)}" for key, value in definition.items()]
                yield from _entry(4, name, parts, "")


def _sagas(sagas: Iterable[DraftSaga]) -> Iterator[str]:
    for at, saga in enumerate(sagas):
        if not at:
            yield "sagas:"
        yield from _noted(f"  {saga.name}:", saga.note, 2)
        yield f"    in: {saga.service}"
        yield f"    start: {saga.start}"
        yield "    steps:"
        for step in saga.steps:
            yield from _noted(f"      - do: {step.do}", step.note, 6)
            if step.undo:
                yield f"        undo: {step.undo}"
        if saga.otherwise:
            yield f"    else: {saga.otherwise}"


def _policies(policies: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for at, (group, values) in enumerate(policies.items()):
        if not at:
            yield "policies:"
        yield f"  {group}: {_flow(values)}"


def _deploy(draft: Draft) -> Iterator[str]:
    placed = [service for service in draft.services if service.replicas]
    if not (placed or draft.cluster or draft.observe):
        return
    yield "deploy:"
    if draft.cluster:
        yield f"  kubernetes: {_flow(draft.cluster)}"
    if draft.observe:
        yield f"  observe: {_list(draft.observe)}"
    yield from (f"  {service.name}: {{ replicas: {service.replicas} }}" for service in placed)


def _migrate(draft: Draft) -> Iterator[str]:
    if not (draft.phases and draft.source):
        return
    yield "migrate:"
    yield f"  from: {draft.source}"
    keys = [f"{number}-{phase.name}:" for number, phase in enumerate(draft.phases, 1)]
    width = max(map(len, keys)) + 1
    for key, phase in zip(keys, draft.phases, strict=True):
        line = f"  {key:<{width}}[{', '.join(phase.services)}]"
        if len(line) <= WIDTH:
            yield from _noted(line, phase.note, 2)
        else:
            yield from _noted(f"  {key}", phase.note, 2)
            yield from (f"    - {service}" for service in phase.services)


def _entry(indent: int, name: str, parts: list[str], note: str, width: int = 0) -> Iterator[str]:
    """`name: { … }` in a line, or in several where it is too long."""
    lead = " " * indent
    line = (
        f"{lead}{f'{name}:':<{width}}".rstrip()
        if not parts
        else f"{lead}{f'{name}:':<{max(width, len(name) + 2)}}{{ {', '.join(parts)} }}"
    )
    if len(line) <= WIDTH:
        yield from _noted(line, note, indent)
        return
    yield from _noted(f"{lead}{name}:", note, indent)
    yield from (f"{lead}  {part}" for part in parts)


def _long_list(indent: int, key: str, values: tuple[str, ...]) -> Iterator[str]:
    line = f"{' ' * indent}{key}: {_list(values)}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{' ' * indent}{key}:"
    yield from (f"{' ' * indent}  - {quoted_in_flow(value)}" for value in values)


def _noted(line: str, note: str, indent: int) -> Iterator[str]:
    """A line with its evidence: beside it where that fits, else above it."""
    words = " ".join(note.split())
    if words and max(len(line) + 2, _COLUMN) + len(words) + 2 <= max(_BESIDE, WIDTH):
        yield f"{line:<{_COLUMN - 2}}  # {words}"
    else:
        yield from (f"{' ' * indent}# {part}" for part in wrap(words, _BESIDE))
        yield line


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted_in_flow, values))}]"


def _flow(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{quoted_in_flow(key)}: {quoted_in_flow(value)}" for key, value in values.items()) + " }"


def _key(route: str) -> str:
    return route if "#" not in route and ": " not in route else quoted(route)


def _field(name: str) -> str:
    """The name of a field or parameter as a key; a number, a flag or a mark of YAML stands in quotes."""
    return name if _PLAIN_KEY.match(name) and name not in _SPECIAL else json.dumps(name, ensure_ascii=False)


def quoted_in_flow(value: str) -> str:
    """`value` as it may stand between braces or brackets."""
    return (
        quoted(value)
        if not set("?*:") & set(value)
        else f'"{value}"'
        if '"' not in value and "\\" not in value
        else quoted(value)
    )
