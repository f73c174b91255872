"""One file as a framework sees it: its outline, and what its names mean in the whole tree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from skerry.facts.kinds import AnyFact
from skerry.kernel.words import split
from skerry.read.declarations import UNKNOWN, Declarations, Target
from skerry.read.frameworks._typed import typed
from skerry.read.languages import CLASSES
from skerry.read.outline import Body, Call, Head, Mark, Scope, Variable

_TYPED = frozenset({"java", "csharp"})  # functions say what they return
_MADE_BY = re.compile(r"(?:await\s+|new\s+|&|\*)*([A-Za-z_$][\w$.]*)\s*(?:<[^>(]*>)?\s*[({]")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_STRING = re.compile(r"""(?:[rbuf$@]{0,2})(["'`])((?:\\.|(?!\1)[^\\])*)\1""", re.DOTALL)


@dataclass(frozen=True)
class Framework:
    """One framework: `imports` are module prefixes of which one must be imported somewhere in the tree for it to be at work.

    An empty `imports` means always. `facts` gives what one file says in the framework's terms.
    """

    name: str
    languages: frozenset[str]
    imports: tuple[str, ...]
    facts: Callable[[View], Iterable[AnyFact]]


@dataclass(frozen=True)
class View:
    """A file with its body. Scopes are named by their index in the file (-1 the file itself), units by their index in the tree."""

    declarations: Declarations
    file: int
    body: Body

    @cached_property
    def head(self) -> Head:
        """What the file declares."""
        return self.declarations.files[self.file].head

    @property
    def path(self) -> str:
        """Relative, with `/`."""
        return self.declarations.files[self.file].path

    @property
    def language(self) -> str:
        """Name of its language."""
        return self.declarations.files[self.file].language

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """All scopes of the file; a scope's number is its index."""
        return self.head.scopes

    def unit(self, scope: int) -> int:
        """The unit index of a scope of this file."""
        return self.declarations.files[self.file].first + 1 + scope

    # -- looking things up ---------------------------------------------------------------------------------------------

    @cached_property
    def _called(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i, call in enumerate(self.body.calls):
            found[call.name].append(i)
        return found

    def calls_to(self, *names: str) -> Iterator[Call]:
        """Calls with one of these names, whatever the receiver, in the order of the text."""
        found = [i for name in names if name in self._called for i in self._called[name]]
        return (self.body.calls[i] for i in sorted(found))

    def marked(self, *names: str) -> Iterator[tuple[int, Scope, Mark]]:
        """Scopes that carry an annotation with one of these names (the last part of it counts: `orm.Entity` is `Entity`)."""
        wanted = frozenset(names)
        for i, scope in enumerate(self.scopes):
            for mark in scope.marks:
                if mark.name.rpartition(".")[2] in wanted:
                    yield i, scope, mark

    def classes(self) -> Iterator[tuple[int, Scope]]:
        """The class-like scopes of the file."""
        return ((i, s) for i, s in enumerate(self.scopes) if s.kind in CLASSES)

    @cached_property
    def _fields(self) -> dict[int, list[Variable]]:
        found: dict[int, list[Variable]] = defaultdict(list)
        for variable in self.head.fields:
            found[variable.scope].append(variable)
        return found

    def fields(self, scope: int) -> list[Variable]:
        """Fields of a class, parameters of a function, or (scope -1) the file's own variables."""
        return self._fields.get(scope, [])

    def class_around(self, scope: int) -> int:
        """The innermost class around a scope (or itself), -1 for none. For a Go method the scope of its type, if it is in this file."""
        while scope >= 0 and self.scopes[scope].kind not in CLASSES:
            scope = self.scopes[scope].parent
        return scope

    def owner(self, scope: int) -> int:
        """The *unit* of the class that a scope belongs to, also where it stands outside of the type's braces; -1 for none."""
        inner = self.class_around(scope)
        if inner >= 0:
            return self.unit(inner)
        while scope >= 0:
            owner = self.declarations.owner_of_method(self.unit(scope))
            if owner >= 0:
                return owner
            scope = self.scopes[scope].parent
        return -1

    # -- what names mean -----------------------------------------------------------------------------------------------

    def resolve(self, name: str, scope: int = -1) -> Target:
        """The unit that a name means when it is used in a scope."""
        return self.declarations.resolve(self.file, name, self.unit(scope) if scope >= 0 else -1) if name else UNKNOWN

    def resolve_type(self, text: str, scope: int = -1) -> Target:
        """The unit of the outermost name in a type as written that this tree declares: `List<Order>` gives Order."""
        for name in _NAME.findall(text):
            found = self.resolve(name, scope)
            if found.unit >= 0:
                return found
        return UNKNOWN

    def base_names(self, scope: int) -> list[str]:
        """All ancestors' names as written (dotted or not), nearest first, whether this tree declares them or not."""
        return [name for name, _ in self.declarations.ancestors(self.unit(scope))]

    def extends(self, scope: int, *names: str) -> bool:
        """Whether a class has an ancestor with one of these names; the last part counts, or the whole where one is given dotted."""
        wanted = frozenset(names)
        return any(base in wanted or base.rpartition(".")[2] in wanted for base in self.base_names(scope))

    def variable(self, scope: int, name: str) -> Variable | None:
        """The variable that a bare name means in a scope: a local, a parameter, a field of the class, or one of the file."""
        return self._variable(scope, name)[0]

    def _variable(self, scope: int, name: str) -> tuple[Variable | None, int]:
        """The variable, and the unit in which it is declared: there its type's names mean something."""
        declared, at = self.declarations, scope
        while at >= 0:
            unit = self.unit(at)
            found = self._locals.get((at, name)) or declared.own_field(unit, name)
            if found is not None:
                return found, unit
            owner = declared.owner_of_method(unit)
            if owner >= 0 or self.scopes[at].kind in CLASSES:
                found, holder = declared.field_and_owner(owner if owner >= 0 else unit, name)
                if found is not None:
                    return found, holder
            at = self.scopes[at].parent
        return declared.own_field(self.unit(-1), name), self.unit(-1)

    @cached_property
    def _locals(self) -> dict[tuple[int, str], Variable]:
        return {(v.scope, v.name): v for v in reversed(self.body.locals)}

    def type_of(self, receiver: str, scope: int) -> str:
        """The type of an expression as written, '' if nobody says: `this.repo`, `order`, `new Order()`, `self.items.first()`."""
        return self._type(receiver, scope)[0]

    def class_of(self, receiver: str, scope: int) -> Target:
        """The unit of an expression's class: its type's names mean what they mean where it is declared, in whichever file."""
        type_, at = self._type(receiver, scope)
        return self._class(type_, at)

    def returned(self, function: int) -> Target:
        """The unit of the class that a function (a unit of any file) says it returns."""
        declared = self.declarations.scope(function)
        return self._class(declared.returns, function) if declared is not None else UNKNOWN

    def _class(self, type_: str, at: int) -> Target:
        for name in _NAME.findall(type_):
            found = self.declarations.resolve(self.declarations.file_index[at], name, at)
            if found.unit >= 0:
                return found
        return UNKNOWN

    @cached_property
    def _types(self) -> dict[tuple[str, int], tuple[str, int]]:
        return {}

    def _type(self, receiver: str, scope: int) -> tuple[str, int]:
        key = (receiver, scope)
        if key not in self._types:
            self._types[key] = "", self.unit(-1)  # a variable that is made from itself ends here
            self._types[key] = self._look(receiver, scope)
        return self._types[key]

    def _look(self, receiver: str, scope: int) -> tuple[str, int]:
        if "(" in receiver and self.language in _TYPED:
            return typed(self, receiver, scope), self.unit(scope)
        parts = receiver.split(".")
        if parts[0] in {"self", "this", "cls"} and len(parts) > 1:
            found, at = self._variable(scope, f"{parts[0]}.{parts[1]}")
            if found is None:
                owner = self.owner(scope)
                found, at = self.declarations.field_and_owner(owner, parts[1]) if owner >= 0 else (None, -1)
            return self._typed(found, at, parts[2:])
        return self._typed(*self._variable(scope, parts[0]), parts[1:])

    def _typed(self, found: Variable | None, at: int, rest: list[str]) -> tuple[str, int]:
        if found is None:
            return "", self.unit(-1)
        type_, at = (found.type, at) if found.type not in {"", "var", "auto"} else self._made(found.value, at)
        for name in rest:
            unit = self._class(type_, at).unit
            inner, holder = self.declarations.field_and_owner(unit, name) if unit >= 0 else (None, -1)
            if inner is None:
                return "", at
            type_, at = inner.type, holder
        return type_, at

    def _made(self, value: str, at: int) -> tuple[str, int]:
        """The type of what a call makes: the class created, or what the function says it returns."""
        if "(" in value and self.language in _TYPED and self._here(at) and not value.startswith("new "):
            if (value, at) not in self._making:
                self._making[value, at] = ""  # `x = x.next()` ends here
                self._making[value, at] = typed(self, value, at - self.unit(0))
            return self._making[value, at], at
        made = _MADE_BY.match(value)
        if made is None:
            return "", at
        name = made.group(1)
        unit = self.declarations.resolve(self.declarations.file_index[at], name, at).unit
        head, _, last = name.rpartition(".")
        if unit < 0 and head and self._here(at):
            owner = self.class_of(head, at - self.unit(0)).unit
            unit = self.declarations.member(owner, last) if owner >= 0 else -1
        declared = self.declarations.scope(unit) if unit >= 0 else None
        if declared is None:
            return (head, at) if head and split(last)[:1] in {("get",), ("create",), ("first",)} else ("", at)
        return (declared.returns, unit) if declared.kind == "function" else (name, at)

    def _here(self, unit: int) -> bool:
        return self.declarations.file_index[unit] == self.file

    @cached_property
    def _making(self) -> dict[tuple[str, int], str]:
        return {}

    def receiver(self, call: Call) -> Target:
        """The unit (class or module) whose member a call calls."""
        if not call.receiver:
            return UNKNOWN
        if call.receiver in {"self", "this", "cls", "super", "super()", "base"}:
            owner = self.owner(call.scope)
            return Target(owner, 1.0) if owner >= 0 else UNKNOWN
        found = self.class_of(call.receiver, call.scope)
        if found.unit >= 0:
            return found
        plain = _NAME.match(call.receiver.removeprefix("new ").lstrip("(&*"))
        return self.resolve(plain.group(), call.scope) if plain and plain.group() == call.receiver else UNKNOWN


def strings(args: str) -> list[str]:
    """The string literals in an argument text, in order, without quotes."""
    return [found.group(2) for found in _STRING.finditer(args)]


def first_string(args: str) -> str:
    """The first string literal in an argument text, '' for none."""
    found = _STRING.search(args)
    return found.group(2) if found else ""


def names(text: str) -> list[str]:
    """The (dotted) names in a text, string literals left out, in order."""
    return _NAME.findall(_STRING.sub(" ", text))


def keyword(args: str, name: str) -> str:
    """The text given for a named argument: `=` or `:` forms, up to the next comma outside of brackets; '' if it is not there."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}\s*[=:]\s*", args)
    if found is None:
        return ""
    rest, depth = args[found.end() :], 0
    for i, letter in enumerate(rest):
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        if depth < 0 or (letter == "," and depth == 0):
            return rest[:i].strip()
    return rest.strip()
