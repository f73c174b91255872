"""The cascade of policies: of several layers, the last that says something holds, value by value, and each keeps its place."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from skerry.model.system.policies import DataPolicy, Policies

P = TypeVar("P", bound=Struct)


def merge(default: P, *tighter: P) -> P:
    """`default`, with what the tighter layers say instead; for any struct whose fields are given values or None."""
    names = default.__struct_fields__
    said = {name: value for layer in tighter for name in names if (value := getattr(layer, name)) is not None}
    return replace(default, **said) if said else default


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
