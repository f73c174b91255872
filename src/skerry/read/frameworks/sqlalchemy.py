"""SQLAlchemy, Flask-SQLAlchemy and SQLModel: entities, who reads and writes them, transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Access, AnyFact, Entity, Transaction
from skerry.read.frameworks._chain import chain
from skerry.read.frameworks._sqlalchemy_models import Mapped
from skerry.read.frameworks._values import split
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_STATEMENTS = {"select": "read", "insert": "write", "update": "write", "delete": "write", "query": "read"}
_SESSION = re.compile(r"(?i)(^|[._])(\w*session\w*|db|uow|s)(\(\))?$")
_HANDED = {"add": "write", "delete": "write", "merge": "write", "add_all": "write", "refresh": "read"}
_CHANGES = frozenset(["update", "delete"])
_BEGINS = frozenset(["begin", "begin_nested"])
_READER = "sqlalchemy"


def facts(view: View) -> Iterator[AnyFact]:
    """Entities, accesses and transactions of one file."""
    mapped = Mapped(view.declarations)
    for i, scope in view.classes():
        unit = view.unit(i)
        if unit in mapped.tables:
            table, columns = mapped.tables[unit], mapped.columns(unit)
            yield Entity(unit=unit, line=scope.line, reader=_READER, name=scope.name, table=table, columns=columns)
    seen: set[tuple[int, int, str]] = set()
    for call in view.body.calls if mapped.tables else ():
        for target, mode, strength in _touched(view, mapped, call):
            if (call.scope, target, mode) not in seen:
                seen.add((call.scope, target, mode))
                yield Access(
                    unit=view.unit(call.scope), line=call.line, reader=_READER, strength=strength, mode=mode, target=target
                )  # fmt: skip
    yield from _transactions(view)


def _touched(view: View, mapped: Mapped, call: Call) -> Iterator[tuple[int, str, float]]:
    """The entities that a call reads or writes."""
    given = split(call.args)
    session = bool(_SESSION.search(call.receiver))
    if call.name in _STATEMENTS and (not call.receiver or session or call.receiver in {"sa", "sqlalchemy"}):
        for argument in given if call.name in {"select", "query"} else given[:1]:
            unit = _class(view, mapped, argument, call.scope)
            if unit >= 0:
                yield unit, _STATEMENTS[call.name], 1.0
    if session and call.name in {"get", "get_one"} and given:
        yield from ((unit, "read", 1.0) for unit in [_class(view, mapped, given[0], call.scope)] if unit >= 0)
    if session and call.name in _HANDED and given:
        yield from _handed(view, mapped, call, given[0])
    unit = _of_query(view, mapped, call.receiver, call.scope) if "query" in call.receiver else -1
    if unit >= 0:
        yield unit, "write" if call.name in _CHANGES else "read", 1.0


def _handed(view: View, mapped: Mapped, call: Call, given: str) -> Iterator[tuple[int, str, float]]:
    """Objects that a session is handed."""
    for argument in split(given.strip("[]")) if call.name == "add_all" else [given]:
        unit, strength = _row(view, mapped, argument, call.scope)
        if unit >= 0:
            yield unit, _HANDED[call.name], strength


def _class(view: View, mapped: Mapped, written: str, scope: int) -> int:
    """The mapped class that an argument names: `Order`, `models.Order`, `Order.id`, `func.count(Order.id)`."""
    for name in re.findall(r"[A-Za-z_][\w.]*", written):
        parts = name.split(".")
        for used in range(len(parts), 0, -1):
            unit = view.resolve(".".join(parts[:used]), scope).unit
            if unit in mapped.tables:
                return unit
    return -1


def _row(view: View, mapped: Mapped, written: str, scope: int) -> tuple[int, float]:
    """The mapped class whose object an argument is."""
    steps = chain(written)
    if not steps:
        return -1, 0.0
    if steps[0].called:
        unit = view.resolve(steps[0].name, scope).unit
        return (unit, 1.0) if unit in mapped.tables else (-1, 0.0)
    type_ = view.type_of(written, scope)
    unit = view.resolve_type(type_, scope).unit if type_ else -1
    if unit in mapped.tables:
        return unit, 1.0
    variable = view.variable(scope, written)
    if variable is not None and variable.value:
        unit = _class(view, mapped, variable.value, scope)
        if unit >= 0:
            return unit, 0.9
    return mapped.by_word.get(written, -1), 0.6


def _of_query(view: View, mapped: Mapped, receiver: str, scope: int) -> int:
    """`Order.query.filter(…)` and `session.query(Order).filter(…)`, where the call is not the one that names the class."""
    named = re.match(r"([\w.]+)\.query\b(?!\s*\()", receiver)
    if named is not None:
        unit = view.resolve(named.group(1), scope).unit
        return unit if unit in mapped.tables else -1
    said = re.search(r"\.query\(([^()]*)", receiver)
    return _class(view, mapped, said.group(1), scope) if said is not None else -1


def _transactions(view: View) -> Iterator[Transaction]:
    seen: set[int] = set()
    for call in view.calls_to("begin", "begin_nested", "commit"):
        owned = _SESSION.search(call.receiver) or call.receiver.endswith(
            ("engine", "conn", "connection", "Session", ".session")
        )
        if owned and call.scope not in seen:
            seen.add(call.scope)
            how = "session.begin" if call.name in _BEGINS else "session.commit"
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_READER, how=how)


FRAMEWORK = Framework("sqlalchemy", frozenset({"python"}), ("sqlalchemy", "flask_sqlalchemy", "sqlmodel"), facts)
