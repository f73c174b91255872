"""Entity Framework Core's model: the sets of a context, entity configurations and `OnModelCreating` as entities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Column, Entity
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._ef_model import columns, mapped, table
from skerry.read.frameworks._marks import has, pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "efcore"
_CONFIGURES = re.compile(r"IEntityTypeConfiguration<\s*([\w.]+)")
_PROPERTY = re.compile(r"=>\s*\w+\.(\w+)|\"(\w+)\"")
_ENTITY = re.compile(r"Entity<\s*([\w.]+)")


def facts(view: View) -> Iterable[Entity]:
    """Entities that stand in this file, and the tables that this file gives to entities anywhere."""
    found = mapped(view.declarations)
    for i, _ in view.classes():
        if view.unit(i) in found:
            yield _entity(view, view.unit(i), table(view.declarations, view.unit(i)), 0.9)
    for call in view.calls_to("ToTable", "ToCollection"):
        unit = _configured(view, call)
        name = text(view, next(iter(pieces(call.args)), ""), call.scope)
        if unit >= 0 and name:
            yield _entity(view, unit, name, 1.0)
    for call in view.calls_to("HasOne", "HasMany", "OwnsMany"):
        unit = _configured(view, call) if call.types else -1
        relation = _relation(view, call) if unit >= 0 else None
        if relation is not None:
            yield _entity(view, unit, table(view.declarations, unit), 0.5, (relation,))


def _entity(view: View, unit: int, named: str, strength: float, more: tuple[Column, ...] = ()) -> Entity:
    declared = view.declarations.scope(unit)
    return Entity(
        unit=unit, line=declared.line if declared is not None else 1, reader=_NAME, strength=strength, table=named,
        name=declared.name if declared is not None else "", columns=more or tuple(columns(view, unit)),
        abstract=declared is not None and has(declared.marks, "abstract"),
    )  # fmt: skip


def _relation(view: View, call: Call) -> Column | None:
    """`HasOne<Flight>().WithMany().HasForeignKey(p => p.FlightId)`: a key of this class that points at another one."""
    name = call.types.strip("<> ")
    target = view.resolve(name, call.scope).unit
    if target < 0 or "," in name:
        return None
    chained = (c for c in view.calls_to("HasForeignKey") if (c.scope, c.line) == (call.scope, call.line))
    keys = (_PROPERTY.search(c.args) for c in chained)
    key = next((found.group(1) or found.group(2) for found in keys if found), "")
    return Column(key or name, "", False, name, target, call.name != "HasOne")


def _configured(view: View, call: Call) -> int:
    """The class that a `ToTable` is about: in the chain, in the call around it, or the configuration's own."""
    held = view.variable(call.scope, call.receiver)
    direct = _ENTITY.search(held.value if held is not None else call.receiver)
    if direct:
        return view.resolve(direct.group(1), call.scope).unit
    around = view.class_around(call.scope)
    for base in view.scopes[around].bases if around >= 0 else ():
        own = _CONFIGURES.search(base)
        if own:
            return view.resolve(own.group(1), call.scope).unit
    before = list(_entities_before(view, call))
    return view.resolve(before[-1], call.scope).unit if before else -1


def _entities_before(view: View, call: Call) -> Iterator[str]:
    for other in view.calls_to("Entity"):
        if other.scope == call.scope and other.line <= call.line and other.types:
            yield other.types.strip("<> ")


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), ("Microsoft.EntityFrameworkCore", "System.Data.Entity"), facts)
