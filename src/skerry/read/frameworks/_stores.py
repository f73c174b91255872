"""Accesses through an object mapper's handles: which entity a call reads or writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access
from skerry.read.frameworks._values import created, split
from skerry.read.frameworks._view import View
from skerry.read.outline import Call

READS = frozenset(
    [
        "find", "findOne", "findBy", "findOneBy", "findOneOrFail", "findOneByOrFail", "findAndCount", "findAndCountBy", "findById",
        "findByIds", "findAll", "findByPk", "count", "countBy", "exist", "exists", "existsBy", "createQueryBuilder", "query",
        "stream", "preload",
        "sum", "average", "minimum", "maximum", "qb", "getReference", "populate", "refresh", "aggregate", "distinct", "countDocuments",
        "findOneAndPopulate", "findAndCountAll", "findOrFail", "exec", "lean",
    ]
)  # fmt: skip
WRITES = frozenset(
    [
        "save", "insert", "update", "upsert", "delete", "remove", "softDelete", "softRemove", "restore", "recover", "increment",
        "decrement", "clear", "create", "persist", "persistAndFlush", "removeAndFlush", "nativeInsert", "nativeUpdate", "nativeDelete",
        "insertMany", "assign", "bulkCreate", "destroy", "truncate", "updateOne", "updateMany", "deleteOne", "deleteMany",
        "findOneAndUpdate", "findByIdAndUpdate", "findOneAndDelete", "findByIdAndDelete", "findOrCreate", "upsertMany",
        "bulkWrite", "replaceOne", "createMany",
    ]
)  # fmt: skip
_REPOSITORY = re.compile(r"(?:Repository|Model|Collection|Table)\s*<\s*(?:typeof\s+)?([\w$.]+)")
_GOT = re.compile(r"get(?:Mongo|Tree|Custom)?Repository\(\s*([A-Za-z_$][\w$.]*)\s*\)$")


def mode(name: str) -> str:
    """What a method of a store does: read, write, or '' if it is none of its methods."""
    return "read" if name in READS else "write" if name in WRITES else ""


def accesses(view: View, call: Call, manager: re.Pattern[str], reader: str) -> Iterator[Access]:
    """The access that one call is, through a repository, a manager, or the entity's own class."""
    does = mode(call.name)
    if not does or not call.receiver:
        return
    target, strength = _target(view, call, manager)
    if target >= 0:
        yield Access(
            unit=view.unit(call.scope), line=call.line, reader=reader, strength=strength, mode=does, target=target
        )


def _target(view: View, call: Call, manager: re.Pattern[str]) -> tuple[int, float]:
    got = _GOT.search(call.receiver)
    if got:
        return view.resolve(got.group(1), call.scope).unit, 1.0
    type_ = view.type_of(call.receiver, call.scope)
    if type_:
        found = repository_of(view, type_, call.scope)
        if found >= 0:
            return found, 1.0
    value = view.variable(call.scope, call.receiver)
    made = _GOT.search(value.value) if value is not None else None
    if made:
        return view.resolve(made.group(1), call.scope).unit, 1.0
    if manager.search(type_ or call.receiver):
        for given in split(call.args)[:1]:
            found = view.resolve(given, call.scope).unit if given[:1].isupper() else -1
            return (found, 1.0) if found >= 0 else (created(view, given.strip("[]"), call.scope)[1].unit, 0.9)
    return -1, 0.0


def repository_of(view: View, type_: str, scope: int) -> int:
    """The entity of a repository's type: `Repository<Order>`, or a class that extends one; -1 if it is none."""
    named = _REPOSITORY.search(type_)
    if named:
        return view.resolve(named.group(1), scope).unit
    unit = view.resolve_type(type_, scope).unit
    declared = view.declarations.scope(unit) if unit >= 0 else None
    for base in declared.bases if declared is not None else ():
        inner = _REPOSITORY.search(base)
        if inner:
            return view.declarations.resolve(view.declarations.file_index[unit], inner.group(1)).unit
    return -1
