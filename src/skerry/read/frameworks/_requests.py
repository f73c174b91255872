"""Requests that are dispatched to a handler by the type of what is sent: which types those are, and who handles each.

It is told by the handler's declaration, so it holds for MediatR, Axon, Nest and for a bus that a project has written itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from skerry.read.declarations import Declarations, type_names
from skerry.read.derived import Derived
from skerry.read.frameworks._marks import class_names
from skerry.read.languages import CLASSES
from skerry.read.outline import Mark

_HANDLER = re.compile(r"(?:^|\.)I?(?:Stream|Async)?(Command|Query|Request)\.?Handler(?:Async|WithResult|Base)?$")
_DEPTH = 4  # bases of bases
_METHODS = frozenset({"handle", "handleasync", "execute", "executeasync", "onhandle", "invoke", "run"})
_MARKS = ("CommandHandler", "QueryHandler")
_WRAPS = re.compile(r"Transaction|UnitOfWork")
_BEHAVIOUR = re.compile(r"I?PipelineBehaviou?r$|(?:^|\.)(?:Command\.)?Middleware$")
_PARAMETER = re.compile(r"T(?:[A-Z]\w*)?$|[A-Z]$")


class Handler(NamedTuple):
    """`unit` (a method, or its class) handles what is of the class `message`; `asks` that it answers a query."""

    unit: int
    message: int
    asks: bool


class Requests(NamedTuple):
    """The handlers of a tree by their units and by what they handle; `transaction` is the class that wraps those of commands in one."""

    handlers: dict[int, list[Handler]]
    handled: dict[int, list[Handler]]
    transaction: str


@Derived
def requests(declarations: Declarations) -> Requests:
    """Who handles what in a tree."""
    found = _Search(declarations)
    return Requests(dict(found.handlers), dict(found.handled), found.transaction)


class _Search:
    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self.handlers: dict[int, list[Handler]] = defaultdict(list)
        self.handled: dict[int, list[Handler]] = defaultdict(list)
        self.transaction = ""
        for unit, found in enumerate(declarations.units):
            if found.kind in {"class", "struct"}:
                self._declared(unit)
        for name in _MARKS:
            for unit, mark in declarations.marked(name):
                self._marked(unit, mark, name == "QueryHandler")

    def _declared(self, unit: int) -> None:
        """`class PlaceOrderHandler : IRequestHandler<PlaceOrder>`, also through an interface of the project's own."""
        scope = self._declarations.scope(unit)
        for base in scope.bases if scope is not None else ():
            if "<" not in base:
                continue
            outer, *names = type_names(base)
            if _BEHAVIOUR.search(outer):
                self._wraps(unit)
            elif names and "Handler" in outer:
                kind = self._kind(unit, outer)
                message = self._resolve(unit, names[0])
                if kind and message >= 0:
                    self._add(self._method(unit, message), message, kind == "Query")
                elif kind and _PARAMETER.match(names[0]):
                    self._wraps(unit)

    def _wraps(self, unit: int) -> None:
        name = self._declarations.units[unit].name
        self.transaction = self.transaction or (name if _WRAPS.search(name) else "")

    def _kind(self, unit: int, outer: str) -> str:
        """Command, Query or Request, as the base or one that it passes its message on to is called; '' for handlers of something else."""
        found = _HANDLER.search(outer)
        for _ in range(_DEPTH):
            base = self._resolve(unit, outer) if found is None else -1
            scope = self._declarations.scope(base) if base >= 0 else None
            above = [type_names(b) for b in scope.bases] if scope is not None else []
            passed = [names for names in above if len(names) > 1 and _PARAMETER.match(names[1])]
            if not passed:
                break
            found = next((each for names in passed if (each := _HANDLER.search(names[0]))), None)
            unit, outer = base, passed[0][0]
        return found.group(1) if found else ""

    def _marked(self, unit: int, mark: Mark, asks: bool) -> None:
        """Axon's `@CommandHandler void on(PlaceOrder order)`, Nest's `@CommandHandler(PlaceOrder) class …`."""
        declared = self._declarations.units[unit]
        if declared.kind in CLASSES:
            for name in type_names(mark.args)[:1]:
                message = self._resolve(unit, name)
                if message >= 0:
                    self._add(self._method(unit, message), message, asks)
            return
        named = next(class_names(mark.args), "")
        first = next((v for v in self._declarations.fields(unit) if v.kind == "param"), None)
        for name in [named] if named else type_names(first.type)[:1] if first is not None else []:
            message = self._resolve(unit, name)
            if message >= 0:
                self._add(unit, message, asks)

    def _method(self, unit: int, message: int) -> int:
        """The method that takes the message; the class itself where a base has it."""
        members = self._declarations.members(unit)
        found = [m for name, m in members.items() if name.lower() in _METHODS]
        return next((m for m in found if message in self._taken(m)), found[0] if found else unit)

    def _taken(self, method: int) -> Iterator[int]:
        for variable in self._declarations.fields(method):
            for name in type_names(variable.type):
                yield self._resolve(method, name)

    def _resolve(self, unit: int, name: str) -> int:
        return self._declarations.resolve(self._declarations.file_index[unit], name, unit).unit

    def _add(self, unit: int, message: int, asks: bool) -> None:
        asks = asks or self._declarations.units[message].name.endswith("Query")
        handler = Handler(unit, message, asks)
        if handler not in self.handlers[unit]:
            self.handlers[unit].append(handler)
            self.handled[message].append(handler)
