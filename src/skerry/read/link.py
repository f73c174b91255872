"""From what a file says to what it refers to: one outline and the tree's declarations give references and facts."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import msgspec

from skerry.facts.kinds import REFERENCE_KINDS, AnyFact
from skerry.facts.vocabulary import Vocabulary
from skerry.read.declarations import UNKNOWN, Declarations, Target, type_names
from skerry.read.frameworks import Framework, View
from skerry.read.languages import CLASSES
from skerry.read.outline import Body, Call, Import
from skerry.read.vocabulary import vocabulary

_KIND = {kind: i for i, kind in enumerate(REFERENCE_KINDS)}
# Called on anything: a class of ours that happens to define one of them is not what is meant.
_COMMON = frozenset(
    [
        "get",
        "set",
        "add",
        "remove",
        "update",
        "delete",
        "create",
        "save",
        "find",
        "filter",
        "all",
        "first",
        "last",
        "count",
        "exists",
        "values",
        "items",
        "keys",
        "append",
        "extend",
        "pop",
        "insert",
        "index",
        "join",
        "split",
        "format",
        "replace",
        "strip",
        "close",
        "open",
        "read",
        "write",
        "run",
        "start",
        "stop",
        "execute",
        "send",
        "next",
        "map",
        "then",
        "catch",
        "toString",
        "equals",
        "hashCode",
        "size",
        "length",
        "push",
        "slice",
        "includes",
        "forEach",
        "reduce",
        "apply",
        "call",
        "bind",
        "build",
        "copy",
        "clear",
        "sort",
        "test",
        "match",
        "log",
        "info",
        "error",
        "debug",
        "warn",
        "is_valid",
        "clean",
        "validate",
        "render",
        "handle",
        "Handle",
        "process",
        "init",
        "setup",
        "dispatch",
        "emit",
        "on",
        "String",
        "Error",
        "Len",
        "Close",
    ]
)


class Linked(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """References of one file, flat (see `References.add_flat`) as bytes of 32-bit numbers, its facts and its words."""

    references: bytes
    facts: tuple[AnyFact, ...]
    words: Vocabulary


def nothing_linked(facts: Iterable[AnyFact]) -> Linked:
    """What a document gives: facts alone."""
    return Linked(b"", tuple(facts), Vocabulary())


def link(declarations: Declarations, file: int, body: Body, frameworks: Sequence[Framework]) -> Linked:
    """Resolve one file. It depends on the file and on what is asked of the declarations, so it is remembered with the questions."""
    view = View(declarations, file, body)
    rows = _Rows(view)
    rows.heads()
    for use in body.uses:
        rows.add(use.scope, view.resolve(use.name, use.scope), "use", use.line)
    for call in body.calls:
        rows.call(call)
    for local in body.locals:
        rows.types(local.scope, local.type, "type", local.line)
    for text in body.texts:
        if text.value[-1:].isalnum() and text.value.replace(".", "").isidentifier():
            rows.add(text.scope, declarations.by_string(text.value), "string", text.line)
    facts = tuple(fact for f in frameworks for fact in f.facts(view))
    return Linked(rows.flat().tobytes(), facts, vocabulary(view.head, body))


class _Rows:
    """The references of one file while they are collected: one a source, target and kind; the first line counts."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._found: dict[tuple[int, int, int], tuple[int, int]] = {}

    def add(self, scope: int, target: Target, kind: str, line: int) -> None:
        if target.unit >= 0:
            source = self.view.unit(scope)
            if source != target.unit:
                self._found.setdefault((source, target.unit, _KIND[kind]), (line, round(target.strength * 100)))

    def types(self, scope: int, text: str, kind: str, line: int) -> None:
        for name in type_names(text) if text else ():
            self.add(scope, self.view.resolve(name, scope), kind, line)

    def heads(self) -> None:
        """References of declarations: bases, types of fields and parameters, imports."""
        view = self.view
        for i, scope in enumerate(view.scopes):
            for base in scope.bases if scope.kind != "function" else ():
                for n, name in enumerate(type_names(base)):
                    self.add(i, view.resolve(name, scope.parent), "type" if n else "inherit", scope.line)
            self.types(i, scope.returns, "type", scope.line)
            for mark in scope.marks:
                for name in (mark.name, *type_names(mark.args)):
                    self.add(i, view.resolve(name, i), "use", mark.line)
        for field in view.head.fields:
            injected = field.kind == "param" and field.scope >= 0 and _constructs(view, field.scope)
            self.types(field.scope, field.type, "inject" if injected else "type", field.line)
        for item in view.head.imports:
            self.add(-1, self._imported(item), "import", item.line)
            for package in self._packages(item):
                self.add(-1, Target(package, 0.5), "import", item.line)

    def _packages(self, item: Import) -> list[int]:
        """The packages whose code Python runs on the way to a module: an `__init__.py` has no other users (reference, 5.2)."""
        declarations = self.view.declarations
        if self.view.language != "python":
            return []
        found = []
        for path in declarations.targets(self.view.file, item):
            folder = path.rpartition("/")[0]
            while folder:
                package = f"{folder}/__init__.py"
                if package not in declarations.places:
                    break
                found.append(declarations.files[declarations.by_path[package]].first)
                folder = folder.rpartition("/")[0]
        return found

    def _imported(self, item: Import) -> Target:
        """What an import names: the thing itself where it names one, else the one file that it means."""
        declarations, file = self.view.declarations, self.view.file
        if item.name and item.name != "*":
            return declarations.resolve(file, item.alias or item.name)
        targets = declarations.targets(file, item)
        return Target(declarations.files[declarations.by_path[targets[0]]].first, 1.0) if len(targets) == 1 else UNKNOWN

    def call(self, call: Call) -> None:
        view = self.view
        if call.new or not call.receiver:
            found = view.resolve(call.name, call.scope)
            kind = (
                "create"
                if call.new or (found.unit >= 0 and view.declarations.units[found.unit].kind in CLASSES)
                else "call"
            )
            self.add(call.scope, found if found.unit >= 0 else self._own_method(call), kind, call.line)
            return
        receiver = view.receiver(call)
        if receiver.unit >= 0:
            member = view.declarations.inside(receiver, call.name) if call.name else UNKNOWN
            self.add(call.scope, receiver if member.unit < 0 else member, "call", call.line)
        elif call.name not in _COMMON and len(call.name) > 3:
            self.add(call.scope, self._only_method(call.name), "call", call.line)

    def _own_method(self, call: Call) -> Target:
        owner = self.view.owner(call.scope)
        found = self.view.declarations.member(owner, call.name) if owner >= 0 else -1
        return Target(found, 1.0) if found >= 0 else UNKNOWN

    def _only_method(self, name: str) -> Target:
        found = self.view.declarations.only_method(name)
        return Target(found, 0.5) if found >= 0 else UNKNOWN

    def flat(self) -> array[int]:
        """All rows: source, target, kind, line, strength in hundredths."""
        rows = array("I")
        for (source, target, kind), (line, strength) in self._found.items():
            rows.extend((source, target, kind, line, strength))
        return rows


def _constructs(view: View, scope: int) -> bool:
    name = view.scopes[scope].name
    around = view.class_around(view.scopes[scope].parent)
    return around >= 0 and name in {"__init__", "constructor", view.scopes[around].name}
