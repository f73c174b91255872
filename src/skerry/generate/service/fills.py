"""What things that were there before get in a new field that has to be there: the plainest value of its type, for a column and as JSON."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.basic import ends
from skerry.contracts.write.scope import name_of
from skerry.generate.service.shape import core
from skerry.model.system import System
from skerry.model.terms.types import (
    Basic,
    Bounded,
    Choice,
    Default,
    Format,
    Grouped,
    Many,
    Mapped,
    Maybe,
    Named,
    Nullable,
    Pattern,
    Type,
    Union,
)

_COLUMNS = {
    "number": "0.0", "decimal": "0", "bool": "False", "uuid": "UUID(int=0)", "date": "sa.func.current_date()",
    "time": "sa.func.current_time()", "datetime": "sa.func.now()", "bytes": 'b""',
}  # fmt: skip
_NEVER = "1970-01-01"
_JSON: dict[str, Any] = {
    "text": "", "email": "nobody@example.com", "url": "https://example.com/", "int": 0, "number": 0.0, "decimal": "0", "bool": False,
    "uuid": "00000000-0000-0000-0000-000000000000", "money": {"amount": "0", "currency": "XXX"}, "date": _NEVER, "time": "00:00:00",
    "datetime": f"{_NEVER}T00:00:00Z", "duration": "PT0S", "json": {}, "bytes": "",
}  # fmt: skip
_DEPTH = 8  # of records within records


def fill(system: System, of: Type) -> str:
    """The expression for a column; ISO 4217's XXX is no currency, and 1970 long ago."""
    inner = core(of)
    if isinstance(inner, Basic) and inner.name in _COLUMNS:
        return _COLUMNS[inner.name]
    return repr(plain(system, of)).replace("'", '"')


def plain(system: System, of: Type) -> Any:
    """The value as JSON has it."""
    return _json(system, of, _DEPTH)


def _json(system: System, of: Type, depth: int) -> Any:
    while isinstance(of, Maybe | Nullable | Format | Pattern | Default | Grouped):
        of = of.of
    if isinstance(of, Bounded):
        return _within(system, of, depth)
    if isinstance(of, Basic):
        return _JSON[of.name]
    if isinstance(of, Choice):
        return of.words[0]
    if isinstance(of, Many | Mapped):
        return [] if isinstance(of, Many) else {}
    return _named(system, of, depth)


def _within(system: System, of: Bounded, depth: int) -> Any:
    """The least that a bound allows."""
    low, _ = ends(of)
    inner, least = _json(system, of.of, depth), int(low or 0) + (of.sign == ">")
    if isinstance(inner, str):
        return inner.ljust(least, "-") if core(of.of) == Basic("text") else str(least)
    if isinstance(inner, list) and isinstance(many := core(of.of), Many):
        return [_json(system, many.of, depth - 1)] * least
    return least if isinstance(inner, int | float) else inner


def _named(system: System, of: Type, depth: int) -> Any:
    if isinstance(of, Union):
        return _json(system, of.of[0], depth)
    definition = system.types.get(name_of(of)) if isinstance(of, Named) else None
    if definition is None or depth == 0:
        return {}
    if definition.states:
        return definition.state_names()[0]
    if definition.alias:
        return _json(system, definition.alias, depth - 1)
    needed = [each for each in definition.fields if not isinstance(each.type, Maybe)]
    return {each.name: _json(system, each.type, depth - 1) for each in needed}
