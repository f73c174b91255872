"""Whom a change of the model meets: the services that still use what goes, and those that used it until now."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.change import Action, Change, Level, Verdict
from skerry.model.system import System

_ENDS = {"model-service": "itself", "model-operation": "itself", "model-event": "published"}


def verdicts(change: Change, before: System, after: System) -> tuple[Verdict, ...]:
    """A verdict for each service that uses what is taken away; none where nothing is."""
    goes = _ENDS.get(change.rule.area) == change.rule.kind and change.rule.action is Action.REMOVED
    moves = (
        change.rule.area == "model-operation" and change.rule.kind == "route" and change.rule.action is not Action.ADDED
    )
    if not goes and not moves:
        return ()
    about = str(change.details["about"])
    still, until_now = dict(_uses(after, change, about)), dict(_uses(before, change, about))
    found = {
        name: Verdict(name, Level.DANGEROUS, f"it {does} until now: it has to be rolled out first")
        for name, does in until_now.items()
    } | {name: Verdict(name, change.level, f"it {does}") for name, does in still.items()}
    return tuple(found[name] for name in sorted(found))


def _uses(system: System, change: Change, about: str) -> Iterator[tuple[str, str]]:
    if change.rule.area == "model-event":
        publisher, _, event = about.partition(": ")
        yield from ((name, does) for name, does in _hearers(system, event) if name != publisher)
        return
    service, _, operation = about.partition(".")
    for other in system.services.values():
        for call in other.calls:
            if call.target == service and (not operation or call.operation in ("", operation)):
                yield other.name, f"calls {call.target}.{call.operation}".rstrip(".")
    for saga in system.sagas.values():
        for step in saga.steps:
            for target in filter(None, (step.do, step.undo)):
                if target.service == service and operation in ("", target.operation) and saga.service != service:
                    yield saga.service, f"calls {target} in {saga.name}"


def _hearers(system: System, event: str) -> Iterator[tuple[str, str]]:
    for service in system.services.values():
        for reaction in service.reactions:
            if str(reaction.event) == event:
                yield service.name, f"hears {event}"
        for view in service.views.values():
            if any(str(each) == event for each in view.events):
                yield service.name, f"feeds {view.name} from {event}"
    for saga in system.sagas.values():
        for step in saga.steps:
            if step.wait and event in (str(step.wait.ok), str(step.wait.fail)):
                yield saga.service, f"waits for {event} in {saga.name}"
