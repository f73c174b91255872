"""What the model says of the services that a runbook is about, as tables of Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from skerry.generate.telemetry.objectives import objectives
from skerry.generate.workloads import Workload
from skerry.model.system import Saga, Service, System

Owned = tuple[Service, Workload]
Table = Callable[[System, Sequence[Owned]], Iterator[str]]


def of_promises(kind: str) -> Table:
    """The promises of one kind."""

    def table(system: System, owned: Sequence[Owned]) -> Iterator[str]:
        yield from ("| service | team | promises | calls |", "| --- | --- | --- | --- |")
        for service, workload in owned:
            for each in objectives(system, service):
                if each.kind == kind:
                    name = each.name.removeprefix(kind).strip()
                    calls = ", ".join(dict.fromkeys(call.target for call in service.calls)) or "nobody"
                    yield f"| {service.name}{f', {name}' if name else ''} | {workload.team} | {each.promise} | {calls} |"

    return table


def of_teams(_: System, owned: Sequence[Owned]) -> Iterator[str]:
    """Whose they are."""
    yield from ("| service | team |", "| --- | --- |")
    yield from (f"| {service.name} | {workload.team} |" for service, workload in owned)


def of_events(_: System, owned: Sequence[Owned]) -> Iterator[str]:
    """What they hear."""
    yield from ("| service | team | on | does |", "| --- | --- | --- | --- |")
    for service, workload in owned:
        for each in service.reactions:
            yield f"| {service.name} | {workload.team} | {each.event} | {each.operation.operation} |"
        for view in service.views.values():
            yield f"| {service.name} | {workload.team} | {', '.join(map(str, view.events))} | keeps {view.name} |"


def of_views(_: System, owned: Sequence[Owned]) -> Iterator[str]:
    """Their read models."""
    yield from ("| service | team | read model | may be late | fed by |", "| --- | --- | --- | --- | --- |")
    for service, workload in owned:
        for each in service.views.values():
            fed = ", ".join(map(str, each.events))
            yield f"| {service.name} | {workload.team} | {each.name} | {each.lag or 'not said'} | {fed} |"


def of_callees(_: System, owned: Sequence[Owned]) -> Iterator[str]:
    """Whom they call."""
    yield from ("| service | team | calls | opens |", "| --- | --- | --- | --- |")
    for service, workload in owned:
        for call in service.calls:
            breaker = call.policy.breaker.value if call.policy.breaker else "never"
            target = f"{call.target}.{call.operation}" if call.operation else call.target
            yield f"| {service.name} | {workload.team} | {target} | {breaker} |"


def of_sagas(system: System, owned: Sequence[Owned]) -> Iterator[str]:
    """The sagas that they drive."""
    teams = {service.name: workload.team for service, workload in owned}
    for saga in system.sagas.values():
        if saga.service in teams:
            yield f"**{saga.name}** of {saga.service} ({teams[saga.service]}), to be done within {saga.deadline or 'no time'}:"
            yield from ("", "| step | undo |", "| --- | --- |", *_steps(saga), "")


def _steps(saga: Saga) -> Iterator[str]:
    for at, step in enumerate(saga.steps):
        if step.do:
            undo = step.undo or ("there is nothing to undo" if step.harmless else "none: from here on it goes forward")
            yield f"| {at + 1} {step.do} | {undo} |"
        elif step.wait:
            yield f"| {at + 1} waits for {step.wait.ok}, at most {step.wait.limit or 'for ever'} | |"


def of_limits(_: System, owned: Sequence[Owned]) -> Iterator[str]:
    """What they may use."""
    yield from (
        "| service | team | memory | processor | replicas | planned for |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    for service, workload in owned:
        size, scale = workload.size, workload.size.scale
        replicas = f"{scale.least}..{scale.most}" if scale else str(size.replicas)
        yield (
            f"| {service.name} | {workload.team} | {size.memory.high} | {size.cpu.high} | {replicas} | {service.load.peak or 'not said'} |"
        )
