"""Django's transactions: `atomic` as decorator and block, ATOMIC_REQUESTS, row locks and what waits for the commit."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Transaction
from skerry.read.frameworks._view import Framework, View
from skerry.read.imports import binds

_MODULES = ("django.db", "django.db.transaction")


def facts(view: View) -> Iterator[AnyFact]:
    """Where a transaction begins. A function is named once for each way in which it begins one."""
    seen: set[tuple[int, str]] = set()
    for scope, line, how in (*_decorated(view), *_called(view), *_settings(view)):
        if (scope, how) not in seen:
            seen.add((scope, how))
            yield Transaction(unit=view.unit(scope), line=line, reader="django", how=how)


def _names(view: View) -> frozenset[str]:
    """What this file calls `atomic`: by its own name or through `transaction`."""
    found = set()
    for item in view.head.imports:
        alias = binds(item, view.language)
        if item.module in _MODULES and item.name == "transaction":
            found |= {f"{alias}.atomic", f"{alias}.commit_on_success"}
        elif item.module in _MODULES and item.name == "atomic":
            found.add(alias)
        elif item.module == "django.db.transaction" and not item.name:
            found.add("django.db.transaction.atomic")
    return frozenset(found)


def _decorated(view: View) -> Iterator[tuple[int, int, str]]:
    names = _names(view)
    for i, scope in enumerate(view.scopes):
        for mark in scope.marks:
            if mark.name in names or (
                mark.name == "method_decorator" and mark.args.split(",")[0].split("(")[0] in names
            ):
                yield i, scope.line, "transaction.atomic"


def _called(view: View) -> Iterator[tuple[int, int, str]]:
    names = _names(view)
    decorating = {(mark.line) for scope in view.scopes for mark in scope.marks}
    for call in view.calls_to("atomic", *(name for name in names if "." not in name)):
        written = f"{call.receiver}.{call.name}" if call.receiver else call.name
        if written in names and call.line not in decorating:
            yield call.scope, call.line, "transaction.atomic"
    for call in view.body.calls:
        if "atomic" in call.name and call.name != "atomic" and not call.receiver:
            unit = view.resolve(call.name, call.scope).unit
            if unit >= 0 and view.declarations.units[unit].kind == "function":
                yield call.scope, call.line, call.name  # a project's own wrapper
    for call in view.calls_to("select_for_update"):
        yield call.scope, call.line, "select_for_update"
    for call in view.calls_to("on_commit"):
        if call.receiver.endswith("transaction") or not call.receiver:
            yield call.scope, call.line, "transaction.on_commit"


def _settings(view: View) -> Iterator[tuple[int, int, str]]:
    for variable in view.fields(-1):
        said = variable.name == "DATABASES" and "ATOMIC_REQUESTS" in variable.value
        if said and variable.value.split("ATOMIC_REQUESTS", 1)[1].lstrip("\"': ").startswith("True"):
            yield -1, variable.line, "ATOMIC_REQUESTS"


FRAMEWORK = Framework("django-transactions", frozenset({"python"}), ("django",), facts)
