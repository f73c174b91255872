"""What Node programs reach for whatever their framework: the environment, HTTP clients, mail, brokers, schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, ConfigKey, Event, Job, Outbound
from skerry.read.frameworks._values import evidence, handler, imports, inline, member, split, text
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Call, Variable

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_CLIENT = re.compile(
    r"(?i)^(axios|got|superagent|needle|ky|undici)$|(axios|http)(service|client|instance)?\b|\.axiosRef$|HttpService"
)
_CALLED = frozenset({"fetch", "axios", "got", "nodeFetch", "$fetch", "ofetch", "request", "ky"})
_MAIL = frozenset({"sendMail", "sendEmail", "sendTransacEmail"})
_CONFIG = re.compile(r"(?i)config(uration)?(service)?$|^config$|nconf")
_ENVIRONMENT = "process.env."
_DESTRUCTURED = re.compile(r"([A-Z][A-Z0-9_]{2,})")
_BUS = re.compile(
    r"(?i)(emitter|events?|bus|dispatcher|pubsub|broker|producer|channel|nats|nc|jetstream|js|redis|sns|sqs)\w*$"
)
_RAISES = frozenset({"emit", "publish", "dispatch", "send", "sendToQueue", "emitAsync"})
_HANDLES = frozenset({"on", "once", "subscribe", "consume", "addListener"})
_LOCAL = frozenset(
    [
        "data", "end", "error", "close", "connect", "disconnect", "message", "finish", "exit",
        "open", "ready", "drain", "request", "response", "listening", "connection", "upgrade", "uncaughtException",
        "unhandledRejection", "SIGINT", "SIGTERM", "change", "warning", "timeout", "abort", "pipe", "readable",
    ]
)  # fmt: skip
_READER = "node"


def facts(view: View) -> Iterator[AnyFact]:
    """Configuration, calls that leave the process, events and jobs."""
    yield from _environment(view)
    for call in view.body.calls:
        yield from _outbound(view, call)
        yield from _configured(view, call)
    yield from _events(view)
    yield from _steps(view)
    yield from _jobs(view)
    yield from _declared(view)


def _environment(view: View) -> Iterator[ConfigKey]:
    for use in view.body.uses:
        if use.name.startswith(_ENVIRONMENT):
            yield ConfigKey(
                unit=view.unit(use.scope), line=use.line, reader=_READER, key=use.name.removeprefix(_ENVIRONMENT)
            )
    for v in (*view.body.locals, *view.head.fields):
        if v.value == "process.env" and v.name.startswith("{"):
            for key in _DESTRUCTURED.findall(v.name):
                yield ConfigKey(unit=view.unit(v.scope), line=v.line, reader=_READER, key=key)


def _configured(view: View, call: Call) -> Iterator[ConfigKey]:
    if call.name in {"get", "getOrThrow"} and call.receiver:
        type_ = view.type_of(call.receiver, call.scope)
        if re.match(r"(\w*Config(uration)?(Service)?)\b", type_) or (not type_ and _CONFIG.search(call.receiver)):
            key = text(view, next(iter(split(call.args)), ""), call.scope)
            if key:
                yield ConfigKey(unit=view.unit(call.scope), line=call.line, reader=_READER, key=key)


def _outbound(view: View, call: Call) -> Iterator[Outbound]:
    given = split(call.args)
    if call.name in _MAIL or (
        call.name == "send" and re.search(r"(?i)mail(er)?(service)?$|sgMail|resend\.emails|transporter$", call.receiver)
    ):
        yield Outbound(
            unit=view.unit(call.scope), line=call.line, reader=_READER, protocol="mail", target=call.receiver
        )
    elif (not call.receiver and call.name in _CALLED and given) or (
        call.name in _VERBS and given and _is_client(view, call)
    ):
        target = text(view, given[0], call.scope) or text(view, keyword(call.args, "url"), call.scope) or given[0]
        yield Outbound(unit=view.unit(call.scope), line=call.line, reader=_READER, protocol="http", target=target[:200])


def _is_client(view: View, call: Call) -> bool:
    found = view.variable(call.scope, call.receiver)
    if found is not None and re.match(r"(await\s+)?(axios|got|ky|superagent)\b", found.value):
        return True
    return bool(_CLIENT.search(view.type_of(call.receiver, call.scope) or call.receiver))


def _events(view: View) -> Iterator[Event]:
    for call in view.calls_to(*_RAISES, *_HANDLES):
        if not _BUS.search(call.receiver):
            continue
        first = next(iter(split(call.args)), "")
        name = text(
            view,
            keyword(call.args, "topic") or keyword(call.args, "name") if first.startswith("{") else first,
            call.scope,
        )
        if call.name == "publish" and imports(view, "amqplib"):
            name = ".".join(filter(None, (text(view, part, call.scope) for part in split(call.args)[:2])))
        if not name or name in _LOCAL or " " in name:
            continue
        direction = "raise" if call.name in _RAISES else "handle"
        unit = _listener(view, call) if direction == "handle" else view.unit(call.scope)
        line = evidence(view, unit, call.line)
        yield Event(unit=unit, line=line, reader=_READER, strength=0.9, name=name, direction=direction)


def _steps(view: View) -> Iterator[Event]:
    """Medusa's workflows raise events by a step: `emitEventStep({ eventName: OrderEvents.PLACED, data })`."""
    for call in view.calls_to("emitEventStep"):
        given = keyword(call.args[1:], "eventName")
        name = text(view, given, call.scope) or (given if re.fullmatch(r"[\w.]+", given) else "")
        if name:
            yield Event(unit=view.unit(call.scope), line=call.line, reader=_READER, name=name, direction="raise")


def _listener(view: View, call: Call) -> int:
    """The function that is given to a subscription, else what is around it."""
    unit = inline(view, f"{call.name} {first_string(call.args)}", call.scope, call.line)
    given = split(call.args)
    unit = unit if unit >= 0 or len(given) < 2 else handler(view, given[1], call.scope)
    return unit if unit >= 0 else view.unit(call.scope)


def _jobs(view: View) -> Iterator[AnyFact]:
    for call in view.calls_to("schedule", "define", "every", "scheduleJob", "CronJob", "Worker"):
        given = split(call.args)
        first = text(view, given[0], call.scope) if given else ""
        if not first or not imports(
            view, "node-cron", "cron", "agenda", "node-schedule", "bullmq", "bull", "croner", "@hokify/agenda"
        ):
            continue
        unit = _listener(view, call)
        clocked = call.name in {"schedule", "scheduleJob", "CronJob"}
        name = view.declarations.units[unit].name if clocked else first
        line = evidence(view, unit, call.line)
        yield Job(unit=unit, line=line, reader=_READER, name=name, schedule=first if clocked else "")
        if call.name == "Worker":
            yield Event(unit=unit, line=line, reader=_READER, name=first, direction="handle")
    for call in view.calls_to("add"):
        made = view.variable(call.scope, call.receiver)
        queue = re.match(r"new\s+Queue(?:<[^>]*>)?\(\s*([^,)]+)", made.value) if made is not None else None
        if queue:
            name = text(view, queue.group(1), call.scope)
            yield Event(unit=view.unit(call.scope), line=call.line, reader=_READER, name=name, direction="raise")


def _declared(view: View) -> Iterator[AnyFact]:
    """A file that exports `config` with an event or schedule beside its default function (Medusa's subscribers and jobs)."""
    config = next((v for v in view.fields(-1) if v.name == "config" and v.value.startswith("{")), None)
    if config is None:
        return
    unit = member(view, "default", -1)
    unit = (
        unit
        if unit >= 0
        else next(
            (view.unit(i) for i, s in enumerate(view.scopes) if s.parent < 0 and s.kind == "function"), view.unit(-1)
        )
    )
    yield from _subscriber(view, config, unit)
    schedule = keyword(config.value[1:], "schedule")
    if schedule:
        name, given = first_string(keyword(config.value[1:], "name")), text(view, schedule) or schedule
        yield Job(
            unit=unit,
            line=evidence(view, unit, config.line),
            reader=_READER,
            name=name or view.declarations.units[unit].name,
            schedule=given,
        )


def _subscriber(view: View, config: Variable, unit: int) -> Iterator[Event]:
    events = keyword(config.value[1:], "event")
    if events and imports(view, "@medusajs/"):
        for part in split(events.strip("[]")):
            name = text(view, part) or (part if re.fullmatch(r"[\w.]+", part) else "")
            if not name:
                continue
            line = evidence(view, unit, config.line)
            yield Event(unit=unit, line=line, reader=_READER, name=name, direction="handle")


FRAMEWORK = Framework("node", frozenset({"typescript", "javascript"}), (), facts)
