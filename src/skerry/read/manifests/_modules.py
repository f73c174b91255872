"""Modules of a workspace: which of them are programs, and which libraries belong to one program alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

_MOST = 2_000  # programs of one workspace


def belonging(needs: Mapping[str, Iterable[str]], programs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each program the modules that it needs, directly or through others, and that no other program needs."""
    ends = list(programs)[:_MOST]
    reached = {program: _reached(needs, program, frozenset(ends)) for program in ends}
    users = Counter(module for modules in reached.values() for module in modules)
    return {program: tuple(sorted(m for m in modules if users[m] == 1)) for program, modules in reached.items()}


def _reached(needs: Mapping[str, Iterable[str]], start: str, programs: frozenset[str]) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        for module in needs.get(waiting.pop(), ()):
            if module not in found and module not in programs:
                found.add(module)
                waiting.append(module)
    return found
