"""Every interaction of a fleet, how it is made, how it had better be made, and why: what the rules of the family advice speak of.

Who needs the answer to go on asks and waits; who tells something does not; and what changes several services at once answers with what is
accepted, and goes on by itself. Source: the specification, step 5 (synchronous, asynchronous, hybrid); Richardson, Microservices Patterns,
2018, §3.1 (interaction styles).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from skerry.facts.fleet import SYNCHRONOUS, Channel, Edge
from skerry.kernel.words import split
from skerry.rules.guards import number, seconds
from skerry.rules.side import Side


class Style(StrEnum):
    """How two services talk."""

    SYNC = "synchronous"
    ASYNC = "asynchronous"
    HYBRID = "hybrid"


class Interaction(NamedTuple):
    """`source` asks or tells `target` about `what` (an operation, an event; '' not known); `row` is where that is known from, `fix`
    what to do where it had better be made otherwise."""

    source: str
    target: str
    what: str
    style: Style
    better: Style
    why: str
    row: Edge | Channel
    fix: str = ""

    @property
    def fits(self) -> bool:
        """Whether it is made as it had better be."""
        return self.style is self.better


LONG = 10.0  # seconds: who allows that much does not expect an answer at once
BUSY = 100.0  # requests a second: from there on a question for each of them is worth a view
_ASKS = frozenset([
    "get", "list", "find", "look", "search", "query", "check", "quote", "price", "verify", "validate", "count", "fetch",
    "read", "browse", "show", "resolve", "convert",
])  # fmt: skip
_TELLS = frozenset([
    "notify", "send", "mail", "email", "sms", "push", "log", "track", "record", "audit", "announce", "inform", "broadcast",
])  # fmt: skip
_SLOW = frozenset([
    "report", "export", "import", "render", "transcode", "train", "settle", "archive", "backup", "synchronize", "sync",
    "reindex", "generate", "bill", "print",
])  # fmt: skip
_LISTENERS = frozenset([
    "notification", "notifications", "notifier", "notify", "mail", "mailer", "email", "sms", "push", "audit", "auditlog",
    "analytics", "tracking", "logging", "history",
])  # fmt: skip
_CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_ANSWERS = frozenset(["reply", "response", "result", "answer"])
_QUESTIONS = frozenset(["request", "query", "question"])


def interactions(side: Side) -> tuple[Interaction, ...]:
    """Calls first, then what is sent through a broker; each pair and operation once."""
    return side.derived(_all)


def _all(side: Side) -> tuple[Interaction, ...]:
    return tuple(_each(side))


def _each(side: Side) -> Iterator[Interaction]:
    for edge in side.inner:
        if edge.kind in SYNCHRONOUS:
            for what in _operations(side, edge):
                better, why, fix = _of_call(side, edge, what)
                yield Interaction(edge.source, edge.target, what, _style(side, edge), better, why, edge, fix)
    sent = {(channel.node, channel.topic): channel for channel in side.fleet.channels if channel.direction == "send"}
    for each in side.fleet.deliveries:
        row = sent.get((each.producer, each.topic))
        if row is not None:
            name = each.message or each.topic
            better, why = _of_message(side, each.producer, each.consumer, name)
            yield Interaction(each.producer, each.consumer, name, Style.ASYNC, better, why, row)


def _operations(side: Side, edge: Edge) -> list[str]:
    """What is asked for: the operations that a model names; '' for the whole."""
    named = {witness.text for witness in edge.evidence if witness.text} if side.wanted else set()
    return sorted(named) or [""]


def _style(side: Side, edge: Edge) -> Style:
    """A call that is a step of a saga is answered at once and goes on by itself."""
    return Style.HYBRID if (edge.source, edge.target) in side.derived(_steps) else Style.SYNC


def _steps(side: Side) -> frozenset[tuple[str, str]]:
    sagas = side.system.sagas.values() if side.system else ()
    return frozenset(
        (saga.service, name.service) for saga in sagas for step in saga.steps for name in (step.do, step.undo) if name
    )


def _of_call(side: Side, edge: Edge, what: str) -> tuple[Style, str, str]:
    style = _style(side, edge)
    words = [word.lower() for word in split(what)]
    method = _method(side, edge.target, what)
    publish = f"publish what has happened, and let {edge.target} react to it"
    if style is Style.HYBRID:
        return style, "the saga answers when it has begun, and goes on by itself", ""
    if _reacts_only(side, edge.source):
        return Style.SYNC, f"{edge.source} works on events, so nobody waits for it", ""
    if words and words[0] in _SLOW:
        return Style.ASYNC, f"{what} takes longer than anybody should wait", publish
    if side.wanted and (number(side, edge, "times-out") or 0) >= LONG and method != "GET":
        return Style.ASYNC, f"it may take {seconds(number(side, edge, 'times-out') or 0)}", publish
    if method == "GET" or (words and words[0] in _ASKS):
        return _of_question(side, edge, what)
    if words and words[0] in _TELLS:
        return Style.ASYNC, f"{edge.source} does not need the answer", publish
    if not words and _LISTENERS & {word.lower() for word in split(edge.target)}:
        return Style.ASYNC, f"{edge.source} tells {edge.target} something, and does not need the answer", publish
    if method in _CHANGING and len(_changed(side, edge.source)) > 1:
        return Style.HYBRID, f"{edge.source} changes {', '.join(_changed(side, edge.source))}: one of them may fail", ""
    return Style.SYNC, "an answer comes at once, or it can be asked for again", ""


def _reacts_only(side: Side, name: str) -> bool:
    """Whether a service of a model hears events, and has no operation that anybody could call."""
    service = side.system.services.get(name) if side.system else None
    return bool(service and service.reactions and not any(each.route for each in service.operations.values()))


def _of_question(side: Side, edge: Edge, what: str) -> tuple[Style, str, str]:
    """The answer is needed now, unless it is asked so often that a view is better, which only a model can say."""
    service = side.system.services.get(edge.source) if side.system else None
    callee = side.system.services.get(edge.target) if side.system else None
    if service and callee and service.load.peak and service.load.peak.per_second >= BUSY:
        events = sorted({event for each in callee.operations.values() for every in each.emits for event in every})
        viewed = any(event in events for view in service.views.values() for event in view.events)
        cached = any(
            each.policy.cache for each in service.calls if (each.target, each.operation) == (edge.target, what)
        )
        if events and not viewed and not cached:
            fix = f"keep a view of it, fed by {events[0].name}, and ask {edge.target} only for what the view does not have"
            return Style.HYBRID, f"up to {service.load.peak}, though {edge.target} tells when it changes", fix
    return Style.SYNC, f"{edge.source} needs the answer to go on", ""


def _of_message(side: Side, source: str, target: str, name: str) -> tuple[Style, str]:
    words = [word.lower() for word in split(name)]
    asks = words[:1] and words[0] in _ASKS and _QUESTIONS & set(words)
    if asks and any(
        each.producer == target
        and each.consumer == source
        and _ANSWERS & {w.lower() for w in split(each.message or each.topic)}
        for each in side.fleet.deliveries
    ):
        return Style.SYNC, f"{source} waits for the answer to {name}, through two queues"
    return Style.ASYNC, f"{source} goes on without {target}"


def _changed(side: Side, source: str) -> list[str]:
    """The services in which a caller changes something by its own calls."""
    return side.derived(_changes).get(source, [])


def _changes(side: Side) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for edge in side.inner:
        if any(_method(side, edge.target, what) in _CHANGING for what in _operations(side, edge)):
            found.setdefault(edge.source, set()).add(edge.target)
    return {name: sorted(targets) for name, targets in found.items()}


def _method(side: Side, target: str, what: str) -> str:
    """The HTTP method of an operation of a model; '' where it is not known."""
    service = side.system.services.get(target) if side.system and what else None
    for version in service.api.versions.values() if service else ():
        operation = version.operations.get(what)
        if operation is not None and operation.route is not None:
            return operation.route.method
    return ""
