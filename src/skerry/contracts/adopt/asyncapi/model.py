"""The text of a model with one service, and the proof of what it keeps: its document is written again and compared."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from skerry.contracts.adopt.asyncapi.policies import policies
from skerry.contracts.adopt.asyncapi.terms import Record, Terms, pascal
from skerry.contracts.change import Change, Level
from skerry.contracts.diff.asyncapi import FORMAT
from skerry.contracts.diff.format import Options
from skerry.contracts.write.asyncapi import write
from skerry.formats.asyncapi import AsyncApi, Channel, Flow, Message, Operation, async_api
from skerry.formats.bundle import Bundle, of_texts
from skerry.formats.json_schema import Shape
from skerry.kernel.problem import Problem
from skerry.model.load import load_texts
from skerry.model.write import Draft, DraftContext, DraftService
from skerry.model.write import write as model_text

_OURS = re.compile(r"([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)\.[a-z0-9-]+\.v([0-9]+)$")
_ENVELOPE = frozenset(("specversion", "id", "source", "type"))
_EVENT = re.compile(r"[A-Z][A-Za-z0-9]*(?:\.v[0-9]+)?$")
_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Adopted:
    """A model of one service. `lost` is what would break if its document were written from the model: what the language cannot say."""

    text: str
    lost: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Found:
    """What a document says, while it is gathered."""

    home: str
    terms: Terms
    types: dict[str, dict[str, Record | str]] = field(default_factory=dict)
    hears: dict[str, str] = field(default_factory=dict)
    publishes: list[str] = field(default_factory=list)


def adopt(bundle: Bundle, service: str, context: str = "") -> Adopted:
    """The service behind the document that a bundle names first, in the architecture language."""
    api, problems = async_api(bundle)
    if api is None:
        return Adopted("", (), problems)
    home = context or service.removesuffix("-service")
    found = _Found(home, Terms(home))
    for operation in api.operations.values():
        for message in operation.messages:
            if operation.channel is not None:
                _operation(api, found, operation, operation.channel, message)
    text = model_text(_draft(api, found, service)) + policies(api)
    return Adopted(text, _lost(bundle, text, service), (*problems, *api.problems))


def _operation(api: AsyncApi, found: _Found, operation: Operation, channel: Channel, message: Message) -> None:
    context, event = _event(found, channel, message)
    _define(api, found, context, event, message)
    said = event if context == found.home else f"{context}.{event}"
    if operation.flow is Flow.SEND:
        found.publishes += [said] if said not in found.publishes else []
    elif operation.flow is Flow.RECEIVE:
        found.hears.setdefault(said, _reaction(operation))


def _event(found: _Found, channel: Channel, message: Message) -> tuple[str, str]:
    """The context and name of an event, by an address of our own make where it is one."""
    ours = _OURS.match(channel.name)
    written = message.name if _EVENT.match(message.name) else pascal(message.name)
    name, _, version = written.partition(".")
    if not version and ours and ours[3] != "1":
        version = f"v{ours[3]}"
    return (ours[2] if ours else found.home), f"{name}.{version}" if version else name


def _define(api: AsyncApi, found: _Found, context: str, event: str, message: Message) -> None:
    """Writes the type of an event down."""
    types = found.types.setdefault(context, {})
    if event in types:
        return
    payload = message.payload
    if payload is None or payload.dialect is None:
        types[event] = "json"
        return
    shape = _data(api.schemas_in(payload.dialect).all((payload.part,)))
    if found.terms.is_record(shape):
        types[event] = found.terms.fields(shape, context, event.partition(".")[0])
    else:
        types[event] = found.terms.term(shape, context, f"{event.partition('.')[0]}Data")


def _data(shape: Shape) -> Shape:
    """What an envelope of CloudEvents carries; without one, the payload itself."""
    enveloped = shape.members.names.keys() >= _ENVELOPE and "data" in shape.members.names
    return shape.members.named("data") if enveloped else shape


def _reaction(operation: Operation) -> str:
    """What a service does: by our own words about it, else named after the operation."""
    known = operation.part.raw.get("x-reactions")
    first = known[0] if isinstance(known, list) and known and isinstance(known[0], dict) else {}
    name = first.get("operation") or operation.part.raw.get("operationId") or operation.key
    name = pascal(str(name))
    by = f" by {first['by']}" if isinstance(first.get("by"), str) else ""
    return name[:1].lower() + name[1:] + by


def _draft(api: AsyncApi, found: _Found, service: str) -> Draft:
    types = dict(found.types)
    own = {**types.pop(found.home, {})}
    own.update({name: of for name, of in found.terms.found.items() if name not in own})
    types = {found.home: own, **types} if own else types
    systems = Counter(match[1] for each in api.channels.values() if (match := _OURS.match(each.name)))
    system = systems.most_common(1)[0][0] if systems else _NAME.sub("-", service.lower()).strip("-")
    return Draft(
        system,
        contexts=tuple(DraftContext(name, kind="supporting") for name in dict.fromkeys((found.home, *types))),
        services=(DraftService(service, found.home, hears=found.hears, publishes=tuple(found.publishes)),),
        types={name: inner for name, inner in types.items() if inner},
    )


def _lost(bundle: Bundle, text: str, service: str) -> tuple[Change, ...]:
    """What breaks from the document that is there to the one that would be written."""
    loaded = load_texts([("adopted.arch.yaml", text)])
    written = write(loaded.system).get(f"{service}.asyncapi.yaml", "")
    if not written:
        return ()
    after = of_texts({f"{service}.asyncapi.yaml": written.encode()})
    compared = FORMAT.compare(bundle, after, Options(witnesses=False))
    return tuple(change for change in compared.changes if change.level is Level.BREAKING)
