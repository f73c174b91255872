"""Sagas and their steps, as statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from skerry.contracts.architecture.quantities import size
from skerry.contracts.architecture.trait import Key, Trait, Trend, part
from skerry.contracts.change import Level
from skerry.model.system import NOTHING, Saga, Step, System

_TIME = Trend(up=Level.SAFE, down=Level.DANGEROUS)


def traits(system: System) -> Iterator[Trait]:
    """All of them, saga by saga."""
    for saga in system.sagas.values():
        yield from _saga(saga)


def _saga(saga: Saga) -> Iterator[Trait]:
    own = part("saga", saga.name)
    yield Trait(own, f"the saga {saga.name}", "", saga.span)
    values = (
        ("service", saga.service), ("start", saga.start), ("deadline", saga.deadline), ("else", saga.otherwise),
    )  # fmt: skip
    for kind, value in values:
        if value or kind in ("service", "start"):
            text = str(value or "")
            trend = _TIME if kind == "deadline" else None
            key, said = Key("saga", kind, saga.name), f"`{kind}` of {saga.name}"
            yield Trait(key, said, text, saga.span, of=own, size=size(text) if trend else None, trend=trend)
    named = _named(saga)
    for name, step in named:
        yield from _step(saga, name, step)
    order = ", ".join(name for name, _ in named)
    yield Trait(Key("saga", "order", saga.name), f"the order of steps of {saga.name}", order, saga.span, of=own)


def _named(saga: Saga) -> list[tuple[str, Step]]:
    """Each step with a name of its own within the saga."""
    met: Counter[str] = Counter()
    found = []
    for step in saga.steps:
        wait = step.wait
        name = str(step.do) if step.do else f"await {wait.ok}" if wait and wait.ok else "await"
        met[name] += 1
        found.append((name if met[name] == 1 else f"{name} ({met[name]})", step))
    return found


def _step(saga: Saga, name: str, step: Step) -> Iterator[Trait]:
    full = f"{saga.name}: {name}"
    own = part("step", full)
    yield Trait(own, f"the step {name} of {saga.name}", "", step.span, of=part("saga", saga.name))
    if step.undo or step.harmless:
        key = Key("step", "undo", full)
        undo = str(step.undo or NOTHING)
        yield Trait(key, f"the compensation of {name} in {saga.name}", undo, step.span, of=own)
    retry = (
        f"{step.retry.times} times" + (f", {step.retry.backoff}" if step.retry.backoff else "") if step.retry else ""
    )
    wait = step.wait
    waits = " ".join(filter(None, (f"fail {wait.fail}" if wait.fail else "", wait.by))) if wait else ""
    limit = str(wait.limit or "") if wait else ""
    for kind, text in (("retry", retry), ("timeout", str(step.timeout or "") or limit), ("await", waits)):
        if text or (wait and kind == "await"):
            yield Trait(Key("step", kind, full), f"`{kind}` of {name} in {saga.name}", text, step.span, of=own)
