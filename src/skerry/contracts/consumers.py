"""Whom a change breaks: the model knows who calls which operation, who hears which event, and which fields they use.

A consumer is spared by a change of an operation it does not call and of a field it does not read. Where the model does not say
what a caller reads, it may read anything. A change of what we receive meets every caller of the operation. Traces add callers
that the model does not know; a break of an operation that they saw nobody call is only dangerous for those who may call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skerry.contracts.change import Change, Direction, Level, Verdict
from skerry.contracts.observed import Observed
from skerry.contracts.uses import Use, Uses
from skerry.model import System

_WRAPPERS = ("items", "data", "results", "edges", "nodes")


def judged(
    changes: Iterable[Change], system: System, service: str = "", observed: Observed | None = None
) -> tuple[Change, ...]:
    """The changes with a verdict for each consumer that the model knows of the operation or event; others stay as they are."""
    uses = Uses(system, service, observed)
    return tuple(
        replace(change, consumers=_verdicts(change, uses)) if not change.consumers else change for change in changes
    )


def _verdicts(change: Change, uses: Uses) -> tuple[Verdict, ...]:
    found = {use.consumer: _verdict(change, use) for use in uses.of(change.subject.operation)}
    if uses.unused(change.subject.operation):
        found = {name: _quiet(each) for name, each in found.items()}
    return tuple(found[name] for name in sorted(found))


def _quiet(verdict: Verdict) -> Verdict:
    if verdict.level is not Level.BREAKING:
        return verdict
    return replace(
        verdict, level=Level.DANGEROUS, because=f"{verdict.because}, though nobody was seen to call it in the traces"
    )


def _verdict(change: Change, use: Use) -> Verdict:
    if change.level is Level.SAFE:
        return Verdict(use.consumer, Level.SAFE, "the change is safe", use.reads)
    field = _named(change.subject.field)
    hears = "#" in change.subject.operation
    reads = (
        hears or change.rule.direction is Direction.OUT
    )  # who hears an event reads it, whosever contract it stands in
    if reads and field and use.reads:
        touched = [name for name in use.reads if _touches(name, field)]
        if not touched:
            return Verdict(use.consumer, Level.SAFE, f"it reads {', '.join(use.reads)} of {use.of}", use.reads)
        return Verdict(use.consumer, change.level, f"it reads {', '.join(touched)} of {use.of}", use.reads)
    if use.traced:
        return Verdict(use.consumer, change.level, f"seen in traces using {use.of}, not in the model")
    verb = "hears" if hears else "calls"
    unsure = " and may read anything" if reads and not use.reads else ""
    return Verdict(use.consumer, change.level, f"it {verb} {use.of}{unsure}", use.reads)


def _named(field: tuple[str, ...]) -> str:
    """The field as a person names it: without the steps into lists."""
    return ".".join(name for name in field if name not in ("[]", "*"))


def _touches(read: str, changed: str) -> bool:
    """Whether somebody who reads `shipTo.city` meets a change of `shipTo` or of `shipTo.city.name`.

    Collections are sent in a wrapper (`items`, `data` …) that the model does not name, but a field may be called so too: both count.
    """
    way = changed.split(".")
    return _meets(read.split("."), way) or (len(way) > 1 and way[0] in _WRAPPERS and _meets(read.split("."), way[1:]))


def _meets(one: list[str], other: list[str]) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
