"""Reads and writes through JPA's EntityManager and Hibernate's Session: by class, by the argument's type, by the query's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Access
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, class_names, pieces
from skerry.read.frameworks._queries import accesses
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.frameworks.java_transactions import declared
from skerry.read.outline import Call

_NAME = "jpa_access"
_MANAGERS = ("EntityManager", "Session", "StatelessSession", "CriteriaBuilder", "CriteriaQuery", "JpaQueryFactory")
_MODES = {
    "persist": "write", "merge": "write", "remove": "write", "save": "write", "saveOrUpdate": "write", "update": "write",
    "delete": "write", "find": "read", "getReference": "read", "get": "read", "load": "read", "refresh": "read",
}  # fmt: skip
_ASKS = re.compile(
    r"(get|is|has|to|can|equals|hashCode|same\w*|compare\w*|contains|find|calculate|size|validate|check|verify)([A-Z]|$)"
)
_QUERIES = ("createQuery", "createNamedQuery", "createNativeQuery", "from")


def facts(view: View) -> Iterable[Access]:
    """Accesses of the file."""
    for call in view.calls_to(*_MODES):
        if _managed(view, call):
            yield from _by_argument(view, call, _MODES[call.name])
    for call in view.calls_to(*_QUERIES):
        if _managed(view, call):
            yield from _by_query(view, call)
    yield from _changed(view)


def _changed(view: View) -> Iterator[Access]:
    """A method called on an entity in a class that runs transactions: what it changes is written without another word."""
    entities = _entities(view.declarations)
    classes = {scope.parent for scope in view.scopes if declared(view, scope) is not None}
    inside = {i for i, scope in enumerate(view.scopes) if scope.parent in classes}
    seen: set[tuple[int, int]] = set()
    for call in view.body.calls if entities and inside else ():
        if call.scope in inside and call.receiver[:1].islower() and not _ASKS.match(call.name):
            target = view.receiver(call).unit
            own = target in entities and view.declarations.member(target, call.name) >= 0
            if own and (call.scope, target) not in seen:
                seen.add((call.scope, target))
                unit = view.unit(call.scope)
                yield Access(unit=unit, line=call.line, reader=_NAME, strength=0.6, mode="write", target=target)


@Derived
def _entities(declarations: Declarations) -> frozenset[int]:
    return frozenset(unit for name in ("Entity", "Embeddable") for unit, _ in declarations.marked(name))


def _managed(view: View, call: Call) -> bool:
    """Whether the receiver is an entity manager, by its type or, in a base class elsewhere, by its usual name."""
    type_ = view.type_of(call.receiver, call.scope).rpartition(".")[2].partition("<")[0]
    usual = call.receiver.rpartition(".")[2] in {"em", "entityManager", "getEntityManager()", "entityManager()"}
    return type_ in _MANAGERS or (not type_ and usual)


def _by_argument(view: View, call: Call, mode: str) -> Iterator[Access]:
    first = next(iter(pieces(call.args)), "")
    name = next(class_names(first), "") or view.type_of(first, call.scope)
    if name:
        yield from _access(view, call, name, mode)


def _by_query(view: View, call: Call) -> Iterator[Access]:
    given = pieces(call.args)
    words = text(view, given[0], call.scope) if given else ""
    if " " in words:
        yield from accesses(view, words, call.scope, call.line, _NAME)
        return
    classes = list(class_names(call.args))
    if classes:
        yield from _access(view, call, classes[-1], "read")
    elif call.name == "createNamedQuery" and words:
        yield from _named(view, call, words)


def _named(view: View, call: Call, name: str) -> Iterator[Access]:
    query = _named_queries(view.declarations).get(name, "")
    yield from accesses(view, text(view, query, -1), call.scope, call.line, _NAME) if query else ()


@Derived
def _named_queries(declarations: Declarations) -> dict[str, str]:
    """The query of each `@NamedQuery` as written, by its name."""
    marks = [mark for _, mark in declarations.marked("NamedQuery")]
    return {first_string(keyword(mark.args, "name")): argument(mark.args, "query") for mark in marks}


def _access(view: View, call: Call, type_: str, mode: str) -> Iterator[Access]:
    target = view.resolve_type(type_, call.scope).unit
    if target >= 0:
        yield Access(unit=view.unit(call.scope), line=call.line, reader=_NAME, mode=mode, target=target)


FRAMEWORK = Framework(
    _NAME, frozenset({"java"}), ("jakarta.persistence", "javax.persistence", "org.hibernate", "com.querydsl"), facts
)
