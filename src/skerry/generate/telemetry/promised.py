"""The alerts of promises, each with series that burn the budget a quarter faster than its speed, and then recover."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry import burning
from skerry.generate.telemetry.alerting import Alert, Proof, steps
from skerry.generate.telemetry.burning import Speed, bucket
from skerry.generate.telemetry.exposed import SERVED
from skerry.generate.telemetry.objectives import Objective
from skerry.generate.telemetry.queries import identity, select
from skerry.model.system import System

_QUIET, _TROUBLE, _REST = 5, 180, 390  # minutes
_EACH = 6000  # requests a minute
_SETTLES = 15  # minutes past the short window, in which what is recorded over five minutes has passed


def promised(system: System, objective: Objective, team: str) -> Iterator[Alert]:
    """One for each speed that can be seen."""
    for speed in burning.speeds(objective):
        yield Alert(
            burning.alert(objective, speed),
            objective.service,
            team,
            speed.severity,
            burning.expression(system, objective, speed),
            0,
            f"{objective.service} promises {objective.promise}; at this rate its budget for 30 days lasts {speed.gone}",
            f"{objective.kind}-budget",
            _proof(system, objective, speed),
            {"slo": objective.name, "window": speed.long},
        )


def _proof(system: System, objective: Objective, speed: Speed) -> Proof:
    budget = float(objective.budget)
    slower = min(1.25 * speed.factor * budget, (speed.factor * budget + 1) / 2)
    faster = [burning.alert(objective, each) for each in burning.speeds(objective) if each.factor > speed.factor]
    ends = _QUIET + _TROUBLE + burning.WINDOWS[speed.short] + _SETTLES
    found = identity(system, objective.service)
    return Proof(
        _series(system, objective, slower), _QUIET + _TROUBLE, ends, found, _QUIET, tuple(faster), slow=True
    )  # fmt: skip


def _series(system: System, objective: Objective, share: float) -> dict[str, str]:
    """Requests of which, for a while, this share is bad."""
    about = (
        [f'http_request_method="{objective.route.method}"', f'http_route="/v1{objective.route.path}"']
        if objective.route
        else []
    )

    def of(suffix: str, *more: str) -> str:
        return select(system, SERVED + suffix, objective.service, *about, *more)

    if objective.limit:
        fast = _counted(_EACH, _EACH * (1 - share))
        low, high = bucket(objective.limit)
        bounds = [bound for bound in (low, high) if bound]
        return {of("_count"): _counted(_EACH, _EACH)} | {of("_bucket", f'le="{bound}"'): fast for bound in bounds}
    return {
        of("_count", 'http_response_status_code="200"'): _counted(_EACH, _EACH * (1 - share)),
        of("_count", 'http_response_status_code="500"'): _counted(0, _EACH * share),
    }


def _counted(quiet: float, trouble: float) -> str:
    """A counter that counts so many a minute, others during the trouble, and as before afterwards."""
    phases, value = [], 0.0
    for more, minutes in ((quiet, _QUIET), (trouble, _TROUBLE), (quiet, _REST)):
        phases.append((value, more, minutes))
        value += more * minutes
    return steps(*phases)
