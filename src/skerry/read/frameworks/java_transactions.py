"""Transactions in Java: `@Transactional` on methods and classes, EJB's by default, and those begun by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Transaction
from skerry.read.frameworks._marks import argument, has, mark
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Mark, Scope

_NAME = "java_transactions"
_EJB = ("Stateless", "Stateful", "Singleton", "MessageDriven")
_NONE = ("NEVER", "NOT_SUPPORTED", "SUPPORTS")
_BY_HAND = {
    "execute": ("TransactionTemplate", "TransactionOperations", "TransactionalOperator"),
    "executeWithoutResult": ("TransactionTemplate", "TransactionOperations"),
    "begin": ("UserTransaction", "EntityTransaction"),
    "getTransaction": ("PlatformTransactionManager",),
    "beginTransaction": ("Session",),
    "setAutoCommit": ("Connection",),
}


def facts(view: View) -> Iterable[Transaction]:
    """Transactions of the file."""
    for i, scope in enumerate(view.scopes):
        found = declared(view, scope)
        if found is not None and not any(word in found.args for word in _NONE):
            read_only = argument(found.args, "readOnly") == "true"
            yield Transaction(
                unit=view.unit(i), line=found.line, reader=_NAME, how=f"@{found.name}", read_only=read_only
            )
    yield from _by_hand(view)


def declared(view: View, scope: Scope) -> Mark | None:
    """The annotation that makes a method one transaction: its own, or its class's where others can call it."""
    if scope.kind != "function" or scope.parent < 0:
        return None
    own = mark(scope.marks, "Transactional", "TransactionAttribute")
    around = view.scopes[scope.parent]
    if (
        own is not None
        or has(scope.marks, "private", "static", "PostConstruct", "PreDestroy")
        or around.kind != "class"
        or scope.name == around.name
    ):
        return own
    found = mark(around.marks, "Transactional", "TransactionAttribute")
    if found is None and has(around.marks, *_EJB) and not has(around.marks, "TransactionManagement"):
        found = mark(around.marks, *_EJB) if _is_ejb(view) else None
    return found


def _is_ejb(view: View) -> bool:
    return any(item.module.endswith(".ejb") for item in view.head.imports)


def _by_hand(view: View) -> Iterator[Transaction]:
    for call in view.calls_to(*_BY_HAND):
        type_ = view.type_of(call.receiver, call.scope).rpartition(".")[2].partition("<")[0]
        entity = call.name == "begin" and call.receiver.endswith("getTransaction()")
        if type_ in _BY_HAND[call.name] or entity:
            how = f"{type_ or 'EntityTransaction'}.{call.name}"
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_NAME, how=how)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
