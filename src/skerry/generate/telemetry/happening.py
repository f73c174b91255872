"""Alerts on what goes wrong beside promises: events and sagas that stand still, read models that lag, callees that are not called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skerry.contracts.write.events import heard, published
from skerry.generate.service.callees import calls
from skerry.generate.telemetry.alerting import PAGE, TICKET, Alert, Proof, level, steps
from skerry.generate.telemetry.exposed import HEARD
from skerry.generate.telemetry.queries import identity, per, rate, select
from skerry.model.system import Saga, Service, System

_OUTBOX, _QUEUE = 60, 300  # seconds that an event may wait to be published; to be handled
_PART = 0.5  # of the sagas under way, when undoing is no longer the exception
_ENGINE = "journal"  # in the synthetic series


def happening(system: System, service: Service, team: str) -> Iterator[Alert]:
    """Those that this service can have: what it has no part of is not watched."""
    yield _down(system, service, team)
    if published(service):
        yield _outbox(system, service, team)
    if heard(system, service):
        yield _dead(system, service, team)
        yield _queue(system, service, team)
    if any(view.lag for view in service.views.values()):
        yield _late(system, service, team)
    if service.views:
        yield _behind(system, service, team)
    if any(calls(system, service)):
        yield _breaker(system, service, team)
    sagas = [each for each in system.sagas.values() if each.service == service.name]
    if sagas:
        yield from _sagas(system, service, team, sagas)


def _down(system: System, service: Service, team: str) -> Alert:
    name = service.name
    series = {select(system, "up", name): level(1, 0, 15)}
    expr = f"absent({select(system, 'up', name)} == 1)"
    return Alert(
        "ServiceDown", name, team, PAGE, expr, 5, f"no replica of {name} has answered for 5 minutes", "service-down",
        Proof(series, 15, 25),
    )  # fmt: skip


def _outbox(system: System, service: Service, team: str) -> Alert:
    expr = f"{_most(system, service, 'skerry_outbox_oldest_seconds', 'kind')} > {_OUTBOX}"
    return _gauge(
        system, service, team, "OutboxWaits", PAGE, expr, 5, "outbox-waits",
        f"{service.name} has not handed on what it committed a minute ago, for 5 minutes",
        ("skerry_outbox_oldest_seconds", 300), {"kind": "event"},
    )  # fmt: skip


def _dead(system: System, service: Service, team: str) -> Alert:
    expr = f"{_most(system, service, 'skerry_dead_letters')} > 0"
    return _gauge(
        system, service, team, "DeadLetters", TICKET, expr, 0, "dead-letters",
        f"{service.name} has given up on events; they wait to be looked at and replayed", ("skerry_dead_letters", 2), {},
    )  # fmt: skip


def _queue(system: System, service: Service, team: str) -> Alert:
    expr = f"{_most(system, service, 'skerry_events_oldest_seconds')} > {_QUEUE}"
    return _gauge(
        system, service, team, "EventsWait", TICKET, expr, 10, "events-wait",
        f"events have waited for {service.name} for more than 5 minutes", ("skerry_events_oldest_seconds", 900), {},
    )  # fmt: skip


def _late(system: System, service: Service, team: str) -> Alert:
    """The last event stays late until the next one comes, so this is asked only while some come."""
    name, view = service.name, next(view for view in service.views.values() if view.lag)
    delay, limit = (_most(system, service, f"skerry_view_{each}_seconds", "view") for each in ("delay", "lag_limit"))
    coming = per("sum", rate(select(system, f"{HEARD}_count", name), "10m"))
    lag = view.lag.seconds if view.lag else 0
    matcher = f'view="{view.name}"'
    series = {
        select(system, "skerry_view_delay_seconds", name, matcher): level(0, lag * 3, 20),
        select(system, "skerry_view_lag_limit_seconds", name, matcher): level(lag, lag, 20),
        select(system, f"{HEARD}_count", name, 'outcome="ok"'): steps((0, 60, 55)),
    }
    return Alert(
        "ReadModelLate", name, team, TICKET,
        f"({delay} > ({limit} > 0))\nand on (namespace, job)\n{coming} > 0", 5,
        f"a read model of {name} is later than the model allows", "read-model-late",
        Proof(series, 20, 40, {**identity(system, name), "view": view.name}),
    )  # fmt: skip


def _behind(system: System, service: Service, team: str) -> Alert:
    view = next(iter(service.views))
    expr = f"{_most(system, service, 'skerry_view_behind', 'view')} > 0"
    return _gauge(
        system, service, team, "ReadModelBehind", TICKET, expr, 15, "read-model-late",
        f"a read model of {service.name} has not read events that are in its log, for 15 minutes",
        ("skerry_view_behind", 40), {"view": view},
    )  # fmt: skip


def _breaker(system: System, service: Service, team: str) -> Alert:
    target = next(target for target, _ in calls(system, service))
    expr = f"{_most(system, service, 'skerry_breaker_open', 'server_address')} == 1"
    return _gauge(
        system, service, team, "BreakerOpen", TICKET, expr, 2, "breaker-open",
        f"{service.name} does not call a service any more, because its calls have failed",
        ("skerry_breaker_open", 1), {"server_address": target},
    )  # fmt: skip


def _sagas(system: System, service: Service, team: str, sagas: list[Saga]) -> Iterator[Alert]:
    name, engine = service.name, {"engine": _ENGINE}
    expr = f"{_most(system, service, 'skerry_sagas_parked', 'saga')} > 0"
    yield _gauge(
        system, service, team, "SagaParked", PAGE, expr, 0, "saga-parked",
        f"sagas of {name} wait for a person: they could go neither on nor back", ("skerry_sagas_parked", 1),
        {"saga": sagas[0].name},
    )  # fmt: skip
    expr = f"{_most(system, service, 'skerry_sagas_overdue', 'engine')} > 0"
    yield _gauge(
        system, service, team, "SagaOverdue", TICKET, expr, 10, "saga-overdue",
        f"sagas of {name} wait for an event that should have come", ("skerry_sagas_overdue", 3), engine,
    )  # fmt: skip
    deadlines = [each.deadline.seconds for each in sagas if each.deadline]
    if len(deadlines) == len(sagas):
        limit = max(deadlines)
        expr = f"{_most(system, service, 'skerry_sagas_oldest_seconds', 'engine')} > {limit:g}"
        yield _gauge(
            system, service, team, "SagaStuck", PAGE, expr, 15, "saga-stuck",
            f"a saga of {name} has not ended, past its deadline", ("skerry_sagas_oldest_seconds", limit * 1.2), engine,
        )  # fmt: skip
    expr = f"{per('min', select(system, 'skerry_sagas_lease_seconds', name), 'engine')} < 0"
    yield _gauge(
        system, service, team, "SagaEngineStopped", PAGE, expr, 2, "saga-engine-stopped",
        f"sagas of {name} stand still: a process has lost its lease and not won it back",
        ("skerry_sagas_lease_seconds", -5), engine, quiet=10,
    )  # fmt: skip
    undone = per("sum", select(system, "skerry_sagas_compensating", name))
    running = per("sum", select(system, "skerry_sagas_running", name))
    series = {
        select(system, "skerry_sagas_compensating", name): level(0, 8, 25),
        select(system, "skerry_sagas_running", name, f'saga="{sagas[0].name}"'): level(10, 10, 25),
    }
    yield Alert(
        "SagasAreUndone", name, team, TICKET, f"{undone}\n/ ({running} > 0)\n> {_PART}", 15,
        f"more than half of what sagas of {name} do is undone again", "sagas-undone",
        Proof(series, 25, 40, identity(system, name)),
    )  # fmt: skip


def _most(system: System, service: Service, series: str, *labels: str) -> str:
    """Replicas see the same store and broker: the highest of what they say, not the sum."""
    return per("max", select(system, series, service.name), *labels)


def _gauge(
    system: System, service: Service, team: str, name: str, severity: str, expr: str, hold: int, page: str, summary: str,
    sample: tuple[str, float], labels: Mapping[str, str], quiet: float = 0,
) -> Alert:  # fmt: skip
    """An alert on one gauge, which is seen to fire when the gauge goes there for long enough and to end when it is back."""
    series, value = sample
    matchers = [f'{key}="{text}"' for key, text in labels.items()]
    minutes = hold + 10
    proof = Proof(
        {select(system, series, service.name, *matchers): level(quiet, value, minutes)},
        5 + minutes - 1, 5 + minutes + 5, {**identity(system, service.name), **labels},
    )  # fmt: skip
    return Alert(name, service.name, team, severity, expr, hold, summary, page, proof)
