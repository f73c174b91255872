"""Reads, writes and transactions through Entity Framework's sets and contexts, and through generic repositories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from skerry.facts.kinds import Access, Transaction
from skerry.kernel.words import split
from skerry.read.frameworks._ef_model import DB_SET, mapped
from skerry.read.frameworks._events import of_argument
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._requests import requests
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "efcore_access"
_REPOSITORY = re.compile(r"\bI?\w*Repository\w*<\s*([\w.]+)")
_SET = re.compile(r"\bSet<\s*([\w.]+)\s*>\(\)")
_WRITES = frozenset(
    [
        "add",
        "update",
        "remove",
        "delete",
        "attach",
        "insert",
        "save",
        "replace",
        "upsert",
        "create",
        "bulk",
        "execute",
        "find",
    ]
)
_BULK = re.compile(r"(ExecuteDelete|ExecuteUpdate)(Async)?$")
_ON_CONTEXT = re.compile(r"(Add|AddRange|Update|UpdateRange|Remove|RemoveRange|Attach|Entry)(Async)?$")
_ASKS = {("get",), ("is",), ("has",), ("to",), ("can",), ("equals",), ("find",)}
_SAVES = ("SaveChanges", "SaveChangesAsync", "SaveEntitiesAsync")
_BEGINS = ("BeginTransaction", "BeginTransactionAsync", "TransactionScope", "UseTransaction", "UseTransactionAsync")


def facts(view: View) -> Iterable[Access | Transaction]:
    """Accesses and transactions of the file."""
    named = (access for call in view.body.calls if call.receiver for access in _access(view, call))
    found = list({(access.unit, access.mode, access.target): access for access in reversed(list(named))}.values())[::-1]
    yield from found
    yield from _transactions(view)
    yield from _tracked(view, found)


def _access(view: View, call: Call) -> Iterator[Access]:
    root = call.receiver.partition("(")[0] if _BULK.match(call.name) else call.receiver
    root = root.rpartition(".")[0] if root != call.receiver else root
    direct = _SET.search(call.receiver)
    name = direct.group(1) if direct and call.receiver.endswith("()") else _held(view.type_of(root, call.scope))
    if not name and _ON_CONTEXT.match(call.name) and _is_context(view, call):
        name = call.types.strip("<>") or of_argument(view, next(iter(pieces(call.args)), ""), call.scope)
    if not name and call.types and call.name in {"Find", "FindAsync"} and _is_context(view, call):
        name = call.types.strip("<>")
    unit = view.resolve(name, call.scope).unit if name else -1
    if unit >= 0 and (unit in mapped(view.declarations) or _REPOSITORY.search(view.type_of(root, call.scope))):
        yield Access(unit=view.unit(call.scope), line=call.line, reader=_NAME, mode=_mode(call.name), target=unit)


def _held(type_: str) -> str:
    """The entity of a set or of a generic repository."""
    found = DB_SET.search(type_) or _REPOSITORY.search(type_)
    return found.group(1) if found else ""


def _mode(name: str) -> str:
    words = split(name)
    if words[:2] == ("find", "one") and len(words) > 3:
        return "write"  # FindOneAndUpdate
    return "write" if words[:1] and words[0] in _WRITES - {"find"} else "read"


def _is_context(view: View, call: Call) -> bool:
    type_ = view.type_of(call.receiver, call.scope)
    unit = view.resolve_type(type_, call.scope).unit if type_ else -1
    if unit < 0:
        return type_.endswith(("DbContext", "Context"))
    return any(name.endswith("DbContext") or "DbContext" in name for name, _ in view.declarations.ancestors(unit))


def _transactions(view: View) -> Iterator[Transaction]:
    """Those begun by hand; else each save is one."""
    begun: set[int] = set()
    for call in view.calls_to(*_BEGINS):
        begun.add(call.scope)
        yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_NAME, how=call.name)
    saved: set[int] = set()
    for call in view.calls_to(*_SAVES):
        if call.scope not in begun | saved and not _in_context(view, call.scope):
            saved.add(call.scope)
            yield Transaction(unit=view.unit(call.scope), line=call.line, reader=_NAME, strength=0.9, how=call.name)


def _in_context(view: View, scope: int) -> bool:
    """Whether a function belongs to a context: what it saves is somebody else's transaction."""
    around = view.class_around(scope)
    return around >= 0 and any("DbContext" in name or "IdentityContext" in name for name in view.base_names(around))


def _tracked(view: View, found: list[Access]) -> Iterator[Access]:
    """What a function reads, does not write by name, and saves: a change to a tracked entity is most likely."""
    saves = {call.scope: call.line for call in view.calls_to(*_SAVES)}
    wrapped = _wrapped(view)
    saves |= {scope: view.scopes[scope].line for scope in wrapped - saves.keys()}
    writes = {(access.unit, access.target) for access in found if access.mode == "write"}
    writers = {unit for unit, _ in writes}
    changed = {(view.unit(scope), target): line for scope, target, line in _changed(view, saves.keys())}
    for scope, line in saves.items():
        unit = view.unit(scope)
        for access in found:
            if access.unit == unit and unit not in writers:
                changed.setdefault((unit, access.target), line)
    for (unit, target), line in changed.items():
        if (unit, target) not in writes:
            yield Access(unit=unit, line=line, reader=_NAME, strength=0.6, mode="write", target=target)


def _wrapped(view: View) -> set[int]:
    """The functions of the file that handle a command which something around them saves."""
    known = requests(view.declarations)
    if not known.transaction:
        return set()
    return {
        scope
        for scope in range(len(view.scopes))
        if any(not handler.asks for handler in known.handlers.get(view.unit(scope), ()))
    }


def _changed(view: View, scopes: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Scope, entity and line of each call that tells an entity to do something."""
    known = mapped(view.declarations)
    for call in view.body.calls if scopes else ():
        if call.scope in scopes and call.receiver.isidentifier() and split(call.name)[:1] not in _ASKS:
            target = view.class_of(call.receiver, call.scope).unit
            if target in known and view.declarations.member(target, call.name) >= 0:
                yield call.scope, target, call.line


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
