"""The table of what services show is what the runtime shows: names, kinds, labels, buckets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from skerry.generate.telemetry.exposed import BOUNDS, METRICS
from skerry_runtime.service.standard import OUTBOX
from skerry_runtime.service.watched import Watched
from skerry_runtime.telemetry.metrics import SECONDS, Metrics


def shown() -> set[tuple[str, str, tuple[str, ...]]]:
    metrics = Metrics()
    Watched(cast(Any, SimpleNamespace(metrics=metrics)), OUTBOX, cast(Any, None), lambda: None, lambda: None)
    instruments: dict[str, Any] = {
        each._name: each for each in set(metrics.registry._collector_to_names) if hasattr(each, "_labelnames")
    }
    families = {family.name: family.type for family in metrics.registry.collect()}
    return {
        (name, kind, tuple(instruments[name]._labelnames) if name in instruments else ())
        for name, kind in families.items()
    }


def test_the_table_is_what_the_runtime_declares() -> None:
    assert {(each.name, each.kind, each.labels) for each in METRICS} == shown()


def test_buckets_are_those_of_the_runtime() -> None:
    assert BOUNDS == SECONDS
