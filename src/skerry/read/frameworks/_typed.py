"""The type of a chain of calls in a language that declares what its functions return: `this.find(id).customer.name()`."""

from __future__ import annotations

import re
from typing import Protocol

from skerry.read.declarations import Declarations, Target

# These give what they are called on, or one element of it: the type as written still names the class that matters.
_KEEPS = re.compile(
    r"(orElse\w*|get|findFirst|findAny|stream|toList|filter|sorted|limit|first|last|iterator|next|block|toOptional|peek|distinct"
    r"|First\w*|Single\w*|Last\w*|Where|OrderBy\w*|ThenBy\w*|Include|ThenInclude|AsNoTracking|AsQueryable|ToList\w*|ToArray\w*"
    r"|Skip|Take|ElementAt|Result|ConfigureAwait|GetAwaiter|GetResult|Value)$"
)
# A Spring Data or .NET repository's own methods are declared nowhere in the tree: they give what it keeps.
_FINDS = re.compile(r"(find|get|save|getReference|load|Find|Get|List|Add|Update|First|Single)\w*$")
_KEPT = re.compile(r"\w*(?:Repository|Dao)\w*<\s*([\w.]+)")
_STEP = re.compile(r"[A-Za-z_]\w*")


class Typing(Protocol):
    """What of a View is needed here."""

    @property
    def declarations(self) -> Declarations:
        """The tree's declarations."""

    def type_of(self, receiver: str, scope: int) -> str:
        """The type of a variable or of a chain of fields."""

    def resolve_type(self, text: str, scope: int = -1) -> Target:
        """The unit that a type as written means."""

    def owner(self, scope: int) -> int:
        """The unit of the class around a scope."""


def typed(view: Typing, text: str, scope: int) -> str:
    """The type of a chain with calls in it, '' where a step's type is declared nowhere."""
    text = text.strip()
    while text.startswith(("(", "await ")):
        text = text.removeprefix("(").removeprefix("await ")
    if text.startswith("new "):
        return text[4:].partition("(")[0]
    steps = _steps(text)
    if len(steps) > 1 and steps[0] == ("this", False):
        steps = steps[1:]
        type_, unit = "this", view.owner(scope)
    else:
        type_, unit = "", view.owner(scope)
        plain = next((n for n, (_, called) in enumerate(steps) if called), len(steps))
        if plain:
            begun = ".".join(name for name, _ in steps[:plain])
            type_ = view.type_of(begun, scope) or (begun if begun[:1].isupper() else "")
            steps, unit = steps[plain:], view.resolve_type(type_, scope).unit
    for name, called in steps:
        type_ = _step(view, unit, type_, name, called)
        if not type_:
            break
        unit = view.resolve_type(type_, scope).unit
    return type_


def _step(view: Typing, unit: int, type_: str, name: str, called: bool) -> str:
    """The type of a member of what has been reached."""
    declarations = view.declarations
    if unit >= 0 and called:
        member = declarations.member(unit, name)
        declared = declarations.scope(member) if member >= 0 else None
        if declared is not None:
            return declared.returns
        kept = _kept(declarations, unit)
        if kept and _FINDS.match(name):
            return kept
    if unit >= 0 and not called:
        field = declarations.field_of(unit, name)
        if field is not None:
            return field.type
    return type_ if _KEEPS.match(name) else ""


def _kept(declarations: Declarations, unit: int) -> str:
    scope = declarations.scope(unit)
    found = (_KEPT.search(base) for base in (scope.bases if scope is not None else ()))
    return next((one.group(1) for one in found if one), "")


def _steps(text: str) -> list[tuple[str, bool]]:
    """The names of a chain and whether each is called."""
    found: list[tuple[str, bool]] = []
    at = 0
    while (name := _STEP.match(text, at)) is not None:
        at = name.end()
        if text[at : at + 1] == "<":
            at = _closed(text, at, "<", ">")
        called = text[at : at + 1] == "("
        while text[at : at + 1] in {"(", "["}:
            at = _closed(text, at, text[at], ")" if text[at] == "(" else "]")
        found.append((name.group(), called))
        while text[at : at + 1] and text[at] in "?!) \n\r\t":
            at += 1
        if text[at : at + 1] != ".":
            break
        at += 1
        while text[at : at + 1] and text[at] in " \n\r\t":
            at += 1
    return found


def _closed(text: str, at: int, opening: str, closing: str) -> int:
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == opening) - (text[i] == closing)
        if depth == 0:
            return i + 1
    return len(text)
