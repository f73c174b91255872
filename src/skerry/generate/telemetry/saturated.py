"""Alerts on what comes to its end: processor and memory that a replica may have, open files, and the load that was planned for."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.alerting import TICKET, Alert, Proof, level, steps
from skerry.generate.telemetry.exposed import SERVED
from skerry.generate.telemetry.queries import identity, per, rate, select
from skerry.generate.workloads import Workload
from skerry.model.system import System

_NEAR = 0.9  # of a limit
_REPLICA = "10.0.0.7:8080"  # in the synthetic series


def saturated(system: System, workload: Workload, team: str) -> Iterator[Alert]:
    """For one service."""
    name = workload.app
    labels = {**identity(system, name), "instance": _REPLICA}
    own = f'instance="{_REPLICA}"'
    memory, cores = workload.size.memory.high, workload.size.cpu.high
    series = {
        select(system, "process_resident_memory_bytes", name, own): level(0.5 * memory.size, 0.95 * memory.size, 20)
    }
    yield Alert(
        "MemoryNearLimit", name, team, TICKET,
        f"{per('max', select(system, 'process_resident_memory_bytes', name), 'instance')} > {_NEAR} * {memory.size:.0f}", 10,
        f"a replica of {name} uses more than 90 % of the {memory} it may have; past that it is killed", "saturation",
        Proof(series, 24, 30, labels),
    )  # fmt: skip
    used = cores.size * 60  # seconds of processor a minute, at the limit
    counted = steps((0, 0.3 * used, 5), (1.5 * used, 0.97 * used, 30), (30.6 * used, 0.3 * used, 30))
    yield Alert(
        "ProcessorNearLimit", name, team, TICKET,
        f"{per('max', rate(select(system, 'process_cpu_seconds_total', name)), 'instance')} > {_NEAR} * {cores.size:g}", 15,
        f"a replica of {name} has used more than 90 % of its {cores} of processor for 15 minutes", "saturation",
        Proof({select(system, "process_cpu_seconds_total", name, own): counted}, 34, 50, labels),
    )  # fmt: skip
    opened, most = (select(system, f"process_{each}_fds", name) for each in ("open", "max"))
    yield Alert(
        "OpenFilesNearLimit", name, team, TICKET, f"{per('max', f'{opened} / {most}', 'instance')} > 0.8", 10,
        f"a replica of {name} has more than 80 % of the files and connections open that it may have", "saturation",
        Proof(
            {
                select(system, "process_open_fds", name, own): level(50, 950, 20),
                select(system, "process_max_fds", name, own): level(1000, 1000, 20),
            },
            24, 30, labels,
        ),
    )  # fmt: skip
    peak = workload.service.load.peak if workload.service else None
    if peak is None:
        return
    each = peak.per_second * 60
    asked = steps((0, 0.3 * each, 5), (1.5 * each, 0.99 * each, 30), (31.2 * each, 0.3 * each, 30))
    yield Alert(
        "LoadNearPlan", name, team, TICKET,
        f"{per('sum', rate(select(system, f'{SERVED}_count', name)))} > {_NEAR} * {peak.per_second:g}", 15,
        f"{name} is asked more than 90 % of the {peak} that it was planned for", "saturation",
        Proof({select(system, f"{SERVED}_count", name): asked}, 34, 50, identity(system, name)),
    )  # fmt: skip
