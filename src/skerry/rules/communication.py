"""For each interaction of a model whether it is asked and waited for, told, or both; which of these fits; and why.

The specification's step 5: synchronous for what is needed at once, asynchronous for what takes long or nobody waits for, and both where
an answer is needed now and the rest may follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from skerry.kernel.span import Span
from skerry.kernel.words import split
from skerry.model.system import Call, Operation, Service, System


class Way(StrEnum):
    """How two services speak."""

    SYNC = "sync"
    ASYNC = "async"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class Interaction:
    """`source` asks or tells `target` something: an operation or an event. `now` is how, `fits` is how it had better be, and `why`."""

    source: str
    target: str
    what: str
    now: Way
    fits: Way
    why: str
    fix: str
    span: Span


SLOW = frozenset(
    [
        "archive", "backup", "convert", "crawl", "deliver", "dispatch", "email", "encode", "export", "fulfil", "fulfill", "import", "index",
        "mail", "notify", "print", "publish", "render", "report", "send", "settle", "ship", "sms", "sync", "train", "transcode", "upload",
    ]
)  # fmt: skip
LONG = 10.0  # seconds: who allows that much does not expect an answer at once
BUSY = 100.0  # requests a second: from there on a question for each of them is worth a view
SAFE = frozenset(["GET", "HEAD", "OPTIONS"])
_ASKED = frozenset(["request", "requested", "query", "asked", "lookup"])
_ANSWERED = frozenset(["response", "responded", "reply", "replied", "result", "answer", "answered", "found"])


def interactions(system: System) -> tuple[Interaction, ...]:
    """All of them: calls, steps of sagas, and events with each of their listeners."""
    return (*_calls(system), *_steps(system), *_events(system))


def _calls(system: System) -> Iterator[Interaction]:
    for service in system.services.values():
        for call in service.calls:
            what = f"{call.target}.{call.operation}".rstrip(".")
            fits, why, fix = _judged(system, service, call)
            yield Interaction(service.name, call.target, what, Way.SYNC, fits, why, fix, call.span)


def _judged(system: System, service: Service, call: Call) -> tuple[Way, str, str]:
    callee = system.services.get(call.target)
    operation = callee.operations.get(call.operation) if callee else None
    external = system.external.get(call.target)
    if not any(each.route for each in service.operations.values()) and service.reactions:
        return Way.SYNC, f"{service.name} works on events, so nobody waits for it", ""
    if operation is None:
        slow = _slow(call) or (external is not None and external.protocol in {"smtp", "ftp"})
        if slow:
            why = (
                f"it may take {call.policy.timeout.value}"
                if _slow(call) and call.policy.timeout
                else "it is sent, and nothing comes back"
            )
            return (
                Way.ASYNC,
                why,
                f"let {service.name} publish an event, and another service call {call.target} when it hears it",
            )
        return Way.SYNC, "what is asked of it is not spelled out", ""
    if operation.route and operation.route.method in SAFE:
        return _asked(system, service, call)
    return _ordered(call, operation)


def _asked(system: System, service: Service, call: Call) -> tuple[Way, str, str]:
    """A question: its answer is needed now, unless it is asked so often that a view is better."""
    callee = system.services[call.target]
    events = sorted({event for each in callee.operations.values() for every in each.emits for event in every})
    viewed = any(event in events for view in service.views.values() for event in view.events)
    busy = service.load.peak is not None and service.load.peak.per_second >= BUSY
    if busy and events and not viewed and not call.policy.cache:
        fix = f"keep a view of it, fed by {events[0].name}, and ask {call.target} only for what the view does not have"
        return Way.HYBRID, f"it is asked at up to {service.load.peak}, and {call.target} tells when it changes", fix
    return Way.SYNC, "a question, whose answer is needed at once", ""


def _ordered(call: Call, operation: Operation) -> tuple[Way, str, str]:
    """An order: async where it takes long, or where nobody needs its answer."""
    slow = set(split(operation.name.operation)[:2]) & SLOW
    if _slow(call) or slow:
        why = (
            f"it may take {call.policy.timeout.value}"
            if _slow(call) and call.policy.timeout
            else f"`{min(slow)}` takes long"
        )
        return (
            Way.ASYNC,
            why,
            f"publish what happened, and let {call.target} do it when it hears that; or answer 202 and tell the end by an event",
        )
    if operation.output is None and not operation.emits and not operation.transitions:
        return (
            Way.ASYNC,
            "nothing comes back that anybody could wait for",
            f"publish what happened, and let {call.target} react to it",
        )
    if len(operation.emits) > 1:
        return Way.SYNC, "its answer decides what happens next; how it ends is told by events as well", ""
    return Way.SYNC, "its answer decides what happens next", ""


def _slow(call: Call) -> bool:
    return bool(call.policy.timeout and call.policy.timeout.value.seconds >= LONG)


def _steps(system: System) -> Iterator[Interaction]:
    for saga in system.sagas.values():
        for step in saga.steps:
            if step.do and step.do.service != saga.service:
                why = f"a step of {saga.name}: it is asked, repeated and undone, and nobody waits for it"
                yield Interaction(
                    saga.service, step.do.service, str(step.do), Way.HYBRID, Way.HYBRID, why, "", step.span
                )


def _events(system: System) -> Iterator[Interaction]:
    senders: dict[object, list[str]] = {}
    for service in system.services.values():
        emitted = {event for each in service.operations.values() for every in each.emits for event in every}
        for event in {*emitted, *service.publishes}:
            senders.setdefault(event, []).append(service.name)
    for service in system.services.values():
        for reaction in service.reactions:
            for sender in senders.get(reaction.event, ()):
                fits, why, fix = _told(system, sender, service, reaction.event.name)
                yield Interaction(sender, service.name, reaction.event.name, Way.ASYNC, fits, why, fix, reaction.span)


def _told(system: System, sender: str, service: Service, event: str) -> tuple[Way, str, str]:
    """An event that asks, and is answered by an event, is a question that takes a detour."""
    back = {reaction.event.name for reaction in system.services[sender].reactions}
    answers = {
        each.name for operation in service.operations.values() for every in operation.emits for each in every
    } | {each.name for each in service.publishes}
    answered = sorted(name for name in back & answers if _ANSWERED & set(split(name)))
    if answered and _ASKED & set(split(event)):
        return (
            Way.SYNC,
            f"{sender} asks and waits for {answered[0]}",
            f"let {sender} call {service.name}, with a timeout",
        )
    return Way.ASYNC, "it has happened, and the sender does not care who hears it", ""
