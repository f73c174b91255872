"""The cascade of policies: of several layers, the last that says something holds, value by value, and each keeps its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from skerry.model.system.policies import DataPolicy, Policies

P = TypeVar("P")


@cache
def _attributes(of: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def merge(default: P, *tighter: P) -> P:
    """`default`, with what the tighter layers say instead; for any dataclass whose fields are given values or None."""
    names = _attributes(cast(Any, type(default)))
    said = {name: value for layer in tighter for name in names if (value := getattr(layer, name)) is not None}
    if not said:
        return default
    make = cast(Callable[..., P], type(default))
    return make(**{name: said.get(name, getattr(default, name)) for name in names})


def merge_policies(default: Policies, tighter: Policies) -> Policies:
    """All policies of two levels."""
    if tighter == Policies():
        return default
    tags = dict.fromkeys((*default.data, *tighter.data))
    return Policies(
        merge(default.calls, tighter.calls),
        merge(default.events, tighter.events),
        merge(default.versions, tighter.versions),
        merge(default.slo, tighter.slo),
        merge(default.audit, tighter.audit),
        {tag: merge(default.data.get(tag, DataPolicy()), tighter.data.get(tag, DataPolicy())) for tag in tags},
    )
