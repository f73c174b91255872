"""The catalogue of all rules: those of the front ends, each kept beside what applies it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from skerry.contracts import architecture
from skerry.contracts import diff as front_ends
from skerry.contracts.change import Rule
from skerry.contracts.diff import run
from skerry.kernel.registry import modules


@cache
def catalogue() -> dict[str, Rule]:
    """All rules by identifier, in order of it. A rule that two formats share is one rule."""
    return dict(sorted({rule.id: rule for rule in _every()}.items()))


def _every() -> Iterator[Rule]:
    yield from run.RULES
    yield from architecture.RULES
    for module in modules(front_ends, "skerry.contracts"):
        yield from getattr(module, "RULES", ())
