"""Measuring whole processes: CPU time and memory of a command with all that it starts, and facts of the machine."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of wall clock and of CPU (the command's and its children's); bytes of memory at the peak, 0 where not asked for."""

    wall: float
    cpu: float
    peak: int = 0


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, watch: bool = False) -> Usage:
    """Run a command to its end, its output thrown away; with `watch` its memory is sampled, which costs some time.

    Python may keep its bytecode, as it does where it is installed: a shell that forbids that has each run compile all modules.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**kept, **(environment or {})}) as process:
        peak = _watched(process) if watch else 0
        status = process.wait()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Usage(wall, cpu, peak)


def _watched(process: subprocess.Popen[bytes]) -> int:
    """The largest sum of proportional set sizes (memory that forked processes share counts once); Linux alone can tell."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(proportional, family(process.pid))))
        time.sleep(0.1)
    return peak


def family(process: int) -> list[int]:
    """A process with all that it has started."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *(below for child in children for below in family(int(child)))]


def processor(process: int) -> float:
    """Seconds of processor time of a process, all its threads, to the nanosecond; Linux alone can tell (clock_getcpuclockid(3))."""
    return time.clock_gettime((~process << 3) | 2)


def proportional(process: int) -> int:
    """Its proportional set size in bytes; 0 once it has ended."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:")), 0)


def machine() -> str:
    """What the figures were measured on, and how busy it was."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}, load {load}"


def _processor() -> str:
    try:
        rows = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((row.partition(":")[2].strip() for row in rows if row.startswith("model name")), platform.machine())


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Text in columns, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()


PYTHON = sys.executable
