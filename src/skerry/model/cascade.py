"""The cascade of policies: of several layers, the last that says something holds, value by value, and each keeps its place."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TypeVar

from skerry.model.system.deploy import Placement
from skerry.model.system.policies import AuditPolicy, CallPolicy, DataPolicy, EventPolicy, Policies, Slo, VersionPolicy

P = TypeVar("P", CallPolicy, EventPolicy, VersionPolicy, Slo, AuditPolicy, DataPolicy, Placement)


@cache
def _attributes(of: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of))


def merge(default: P, *tighter: P) -> P:
    """`default`, with what the tighter layers say instead."""
    said: dict[str, object] = {}
    empty = True
    for layer in tighter:
        for name in _attributes(type(default)):
            value = getattr(layer, name)
            if value is not None:
                said[name] = value
                empty = False
    if empty:
        return default
    return type(default)(**{name: said.get(name, getattr(default, name)) for name in _attributes(type(default))})


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
