"""What Go programs reach for: the environment, HTTP and gRPC clients, mail, brokers, mediators, schedules, document stores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, ConfigKey, Event, Job, Outbound
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._values import created, evidence, handler, imports, split, text
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_HTTP = {"Get": 0, "Post": 0, "PostForm": 0, "Head": 0, "NewRequest": 1, "NewRequestWithContext": 2}
_RESTY = re.compile(r"(?i)\.(R|NewRequest)\(\)|resty")
_SETTINGS = frozenset(
    [
        "GetString",
        "GetInt",
        "GetBool",
        "GetDuration",
        "GetFloat64",
        "GetStringSlice",
        "BindEnv",
        "UnmarshalKey",
        "GetInt64",
    ]
)
_TAG = re.compile(r'\b(?:env|envconfig):"([A-Za-z_][\w.]*)')
_RAISES = {
    "Publish": 0,
    "PublishMessage": 1,
    "PublishWithContext": 1,
    "SendMessage": 0,
    "Emit": 0,
    "Dispatch": 0,
    "PublishEvent": 1,
    "Raise": 0,
    "AddEvent": 1,
    "BuildAndPublish": 1,
}
_HANDLES = {
    "Subscribe": 0,
    "QueueSubscribe": 0,
    "Consume": 0,
    "AddHandler": 1,
    "AddNoPublisherHandler": 1,
    "SubscribeSync": 0,
}
_BUS = re.compile(
    r"(?i)(publisher|producer|bus|nats|nc|js|jetstream|ch|channel|subscriber|broker|router|dispatcher|kafka|rabbit\w*|consumer|events?|notif(?:y|ier|ication))(\(\))?$"
)
_TOPIC = re.compile(r"\bTopics?:\s*(?:\[\]string\{)?([^,}\n]+)")
_GENERIC = re.compile(r"\[\s*[*]?([\w.]+)")
_STORE_READS = frozenset(["Find", "FindOne", "CountDocuments", "Aggregate", "Distinct", "EstimatedDocumentCount"])
_STORE_WRITES = frozenset(
    [
        "InsertOne", "InsertMany", "UpdateOne", "UpdateMany", "UpdateByID", "ReplaceOne", "DeleteOne", "DeleteMany", "BulkWrite",
        "FindOneAndUpdate", "FindOneAndReplace", "FindOneAndDelete",
    ]
)  # fmt: skip
_COLLECTION = re.compile(r"\.Collection\(\s*([^)]+)\)")
_READER = "go"
_MEDIATOR = "go-mediator"  # what it passes on stays in the process


def facts(view: View) -> Iterator[AnyFact]:
    """Configuration, calls that leave the process, events, jobs, documents."""
    for call in view.body.calls:
        yield from _configured(view, call)
        yield from _outbound(view, call)
        yield from _job(view, call)
        yield from _messages(view, call)
        yield from _mediated(view, call)
    yield from _handlers(view)
    yield from _consumers(view)
    yield from _collections(view)
    for call in view.calls_to(*_STORE_READS, *_STORE_WRITES):
        yield from _document(view, call)
    for field in view.head.fields:
        for mark in field.marks:
            for key in _TAG.findall(mark.args):
                yield ConfigKey(unit=view.unit(field.scope), line=field.line, reader=_READER, key=key)


def _configured(view: View, call: Call) -> Iterator[ConfigKey]:
    environment = call.receiver == "os" and call.name in {"Getenv", "LookupEnv"}
    if environment or (call.name in _SETTINGS and re.search(r"(?i)viper|config|^v$|conf$", call.receiver)):
        key = text(view, next(iter(split(call.args)), ""), call.scope)
        if key:
            yield ConfigKey(unit=view.unit(call.scope), line=call.line, reader=_READER, key=key)


def _outbound(view: View, call: Call) -> Iterator[Outbound]:
    given, protocol, target = split(call.args), "", ""
    if call.receiver == "http" and call.name in _HTTP and len(given) > _HTTP[call.name]:
        protocol, target = "http", given[_HTTP[call.name]]
    elif call.name.upper() in {"GET", "POST", "PUT", "DELETE", "PATCH"} and _RESTY.search(call.receiver) and given:
        protocol, target = "http", given[0]
    elif call.receiver == "smtp" and call.name == "SendMail":
        protocol, target = "mail", given[0] if given else ""
    elif call.name in {"DialAndSend", "SendEmail", "SendMail"} or (
        call.name == "Send" and re.search(r"(?i)mail(er)?$", call.receiver)
    ):
        protocol, target = "mail", call.receiver
    elif re.fullmatch(r"New\w+Client", call.name) and len(given) == 1 and re.search(r"(?i)conn|grpc", given[0]):
        protocol, target = "grpc", call.name[3:-6]
    if protocol:
        yield Outbound(
            unit=view.unit(call.scope),
            line=call.line,
            reader=_READER,
            protocol=protocol,
            target=(text(view, target, call.scope) or target)[:200],
        )


def _job(view: View, call: Call) -> Iterator[Job]:
    given = split(call.args)
    if (
        call.name in {"AddFunc", "AddJob"}
        and len(given) >= 2
        and imports(view, "github.com/robfig/cron", "gopkg.in/robfig/cron")
    ):
        unit = handler(view, given[1], call.scope)
        schedule = text(view, given[0], call.scope)
    elif call.name == "Do" and imports(view, "github.com/go-co-op/gocron", "github.com/jasonlvhit/gocron") and given:
        unit = handler(view, given[0], call.scope)
        schedule = call.receiver.partition(".")[2]
    else:
        return
    unit = unit if unit >= 0 else _closure(view, call)
    line = evidence(view, unit, call.line)
    yield Job(unit=unit, line=line, reader=_READER, name=view.declarations.units[unit].name, schedule=schedule)


def _closure(view: View, call: Call) -> int:
    inner = (
        i
        for i, s in enumerate(view.scopes)
        if s.parent == call.scope and s.line >= call.line and s.name.startswith(f"{call.name} ")
    )
    return view.unit(next(inner, call.scope))


def _messages(view: View, call: Call) -> Iterator[Event]:
    topic = _TOPIC.search(call.args) if call.new else None
    if topic:
        direction = "handle" if re.search(r"Reader|Consumer|Subscri", call.name) else "raise"
        yield from _named(view, call, text(view, topic.group(1), call.scope), direction)
        return
    place = _RAISES.get(call.name, _HANDLES.get(call.name, -1))
    given = split(call.args)
    if place < 0 or not _BUS.search(call.receiver) or len(given) <= place:
        return
    direction = "raise" if call.name in _RAISES else "handle"
    literal = next(
        (text(view, g, call.scope) for g in given[place : place + 2] if g[:1] in '"`' or re.fullmatch(r"[\w.]+", g)), ""
    )
    if literal and " " not in literal:
        yield from _named(view, call, literal, direction)
        return
    for expression in given:
        name, found = created(view, expression, call.scope)
        if found.unit >= 0:
            yield Event(
                unit=view.unit(call.scope),
                line=call.line,
                reader=_READER,
                name=name,
                direction=direction,
                target=found.unit,
                strength=0.9,
            )
            return


def _named(view: View, call: Call, name: str, direction: str) -> Iterator[Event]:
    if not name:
        return
    unit = -1
    for expression in reversed(split(call.args)) if direction == "handle" and not call.new else ():
        unit = handler(view, expression, call.scope) if unit < 0 and not expression.startswith("func") else unit
    inside = next(
        (i for i, s in enumerate(view.scopes) if s.parent == call.scope and s.name == f"{call.name} {name}"), call.scope
    )
    unit = unit if unit >= 0 else view.unit(inside)
    line = evidence(view, unit, call.line)
    yield Event(unit=unit, line=line, reader=_READER, name=name, direction=direction, strength=0.9)


def _mediated(view: View, call: Call) -> Iterator[Event]:
    """`mediatr.Publish(ctx, event)` and `mediatr.Send[…](ctx, command)`."""
    if call.receiver == "mediatr" and call.name in {"Publish", "Send"}:
        for expression in split(call.args)[1:]:
            name, found = created(view, expression, call.scope)
            if name:
                yield Event(
                    unit=view.unit(call.scope),
                    line=call.line,
                    reader=_MEDIATOR,
                    name=name,
                    direction="raise",
                    target=found.unit,
                )


@Derived
def _has_mediator(declarations: Declarations) -> bool:
    return any("mediatr" in module for module in declarations.imported_modules)


def _handlers(view: View) -> Iterator[Event]:
    """A mediator's handlers say by their method what they take: `Handle(ctx, event *OrderPlaced)`."""
    if not _has_mediator(view.declarations):
        return
    for i, scope in enumerate(view.scopes):
        params = [v for v in view.fields(i) if v.kind == "param"] if scope.name == "Handle" and scope.bases else []
        taken = params[:-1]  # the last is the receiver
        if len(taken) == 2 and taken[0].type.endswith("Context"):
            target = view.resolve_type(taken[1].type, i).unit
            if target >= 0 and view.declarations.units[target].kind == "struct":
                name = view.declarations.units[target].name
                yield Event(
                    unit=view.unit(i), line=scope.line, reader=_MEDIATOR, name=name, direction="handle", target=target
                )


def _consumers(view: View) -> Iterator[Event]:
    """`AddConsumer(OrderPlaced{}, func(b) { … AddHandler(NewOrderPlacedConsumer()) … })`: the handlers up to the next consumer."""
    handlers = list(view.calls_to("AddHandler"))
    consumers = sorted(view.calls_to("AddConsumer"), key=lambda call: call.line)
    for n, call in enumerate(consumers):
        end = consumers[n + 1].line if n + 1 < len(consumers) else 1 << 30
        name, found = created(view, next(iter(split(call.args)), ""), call.scope)
        for added in handlers if found.unit >= 0 else ():
            if call.line <= added.line < end:
                unit = _made_handler(view, added)
                at = unit if unit >= 0 else view.unit(call.scope)
                line = evidence(view, at, call.line)
                yield Event(unit=at, line=line, reader=_READER, name=name, direction="handle", target=found.unit)


def _made_handler(view: View, call: Call) -> int:
    """The Handle method of what a constructor makes; where that returns an interface, of the struct beside it."""
    declarations = view.declarations
    name = re.match(r"[&*]?([\w.]+)", call.args.strip())
    maker = view.resolve(name.group(1), call.scope).unit if name else -1
    if maker < 0:
        return -1
    if declarations.units[maker].kind != "function":
        return declarations.member(maker, "Handle")
    beside = declarations.members(declarations.files[declarations.file_index[maker]].first).values()
    structs = [unit for unit in beside if declarations.units[unit].kind == "struct"]
    return next((found for unit in structs if (found := declarations.member(unit, "Handle")) >= 0), -1)


def _document(view: View, call: Call) -> Iterator[Access]:
    chained = _COLLECTION.search(call.receiver + ")")
    made = None if chained else _made(view, call)
    found = chained or (_COLLECTION.search(made) if made else None)
    if found:
        name = text(view, found.group(1), call.scope)
        mode = "read" if call.name in _STORE_READS else "write"
        if name:
            yield Access(unit=view.unit(call.scope), line=call.line, reader=_READER, mode=mode, table=name)


def _collections(view: View) -> Iterator[Access]:
    """Firestore's collections, read where they are asked for; what is written to them shows in who calls that."""
    if not imports(view, "cloud.google.com/go/firestore"):
        return
    for call in view.calls_to("Collection"):
        name = text(view, next(iter(split(call.args)), ""), call.scope)
        if name:
            yield Access(
                unit=view.unit(call.scope), line=call.line, reader=_READER, strength=0.8, mode="read", table=name
            )


def _made(view: View, call: Call) -> str:
    """What made a collection that a variable or field holds; a field's maker is looked for in its own file."""
    found = view.variable(call.scope, call.receiver)
    if found is not None and found.value:
        return found.value
    last = call.receiver.rpartition(".")[2]
    holders = (
        v.value
        for v in (*view.body.locals, *view.head.fields)
        if ".Collection(" in v.value and v.name.rpartition(".")[2] == last
    )
    created_in = (
        c.args for c in view.body.calls if c.new and re.search(rf"\b{re.escape(last)}:[^,]*\.Collection\(", c.args)
    )
    return next(holders, "") or next(created_in, "")


FRAMEWORK = Framework("go", frozenset({"go"}), (), facts)
