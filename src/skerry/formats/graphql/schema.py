"""A schema of one or several texts. Nothing of it is parsed before somebody asks for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from skerry.formats import problems
from skerry.formats.graphql.parse import Place, Report, definition, repeated
from skerry.formats.graphql.pieces import Piece, cut
from skerry.formats.graphql.values import (
    DIRECTIVES,
    SCALARS,
    Applied,
    Directive,
    Kind,
    Roots,
    Type,
)
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
_KINDS = frozenset(kind.value for kind in Kind)
Member = TypeVar("Member")
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Part:
    """A definition or an extension, and the file in which it stands."""

    piece: Piece
    path: str
    line: int
    column: int

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.path, self.line, self.column)


class Schema:
    """Types and directives by name. What is wrong with those that have been asked for is in `problems`."""

    def __init__(self, texts: Iterable[tuple[str, str]], given: Iterable[Type | Directive | Roots] = ()) -> None:
        self.problems: list[Problem] = []
        self.type_parts: dict[str, list[Part]] = {}
        self.directive_parts: dict[str, list[Part]] = {}
        self.schema_parts: list[Part] = []
        self._types: dict[str, Type | None] = {}
        self._directives: dict[str, Directive | None] = {}
        self._roots: Roots | None = None
        for path, text in texts:
            self._add(path, text)
        for each in given:
            self._give(each)

    @property
    def types(self) -> Iterator[str]:
        """The names of all types that are defined here, in the order of the texts."""
        return (name for name in self.type_parts if name not in SCALARS and not name.startswith("__"))

    @property
    def directives(self) -> Iterator[str]:
        """The names of all directives that are defined here, those that every server has left out."""
        return (name for name in self.directive_parts if name not in DIRECTIVES)

    def type(self, name: str) -> Type | None:
        """The type of that name with all of its extensions."""
        if name not in self._types:
            self._types[name] = self._built(name)
        return self._types[name]

    def directive(self, name: str) -> Directive | None:
        """The directive of that name."""
        if name not in self._directives:
            found = [self._parsed(part) for part in self.directive_parts.get(name, ())]
            self._directives[name] = next((each for each in found if isinstance(each, Directive)), None)
        return self._directives[name]

    @cached_property
    def roots(self) -> Roots:
        """The root types: those that a schema definition names, else those with the usual names."""
        if self._roots is not None:
            return self._roots
        found = [each for part in self.schema_parts if isinstance(each := self._parsed(part), Roots)]
        types = {key: name for each in found for key, name in each.types.items()}
        written = any(
            each.written for each, part in zip(found, self.schema_parts, strict=False) if not part.piece.extends
        )
        if not written:
            types = {key: name for key, name in _ROOTS.items() if name in self.type_parts} | types
        about = next((each.description for each in found if each.description), "")
        uses = tuple(use for each in found for use in each.directives)
        return Roots(types, about, uses, written, found[0].span if found else Span(""))

    @cached_property
    def mentions(self) -> dict[str, frozenset[str]]:
        """The types whose text has a word in it, by word: where to look for who refers to what."""
        found: dict[str, set[str]] = {}
        for name, parts in self.type_parts.items():
            for part in parts:
                for word in set(_NAME.findall(part.piece.text)):
                    found.setdefault(word, set()).add(name)
        return {word: frozenset(names) for word, names in found.items()}

    def texts(self, name: str) -> tuple[str, ...]:
        """The text of a type and its extensions: equal texts mean equal types."""
        return tuple(part.piece.text for part in self.type_parts.get(name, ()))

    def root_of(self, name: str) -> str:
        """`query`, `mutation` or `subscription`, where the type is that root."""
        return next((key for key, root in self.roots.types.items() if root == name), "")

    def _add(self, path: str, text: str) -> None:
        lines = [0, *(match.end() for match in re.finditer("\n", text))]
        for piece in cut(text):
            line = bisect_right(lines, piece.start)
            part = Part(piece, path, line, piece.start - lines[line - 1] + 1)
            if piece.kind in _KINDS:
                self.type_parts.setdefault(piece.name, []).append(part)
            elif piece.kind == "directive":
                self.directive_parts.setdefault(piece.name, []).append(part)
            elif piece.kind == "schema":
                self.schema_parts.append(part)
            else:
                self.problems.append(_stray(part))

    def _give(self, each: Type | Directive | Roots) -> None:
        if isinstance(each, Roots):
            self._roots = each
            return
        text = Piece("", each.name, False, repr(each), 0)
        part = Part(text, each.span.path, each.span.line, each.span.column)
        if isinstance(each, Type):
            self.type_parts[each.name] = [part]
            self._types[each.name] = each
        else:
            self.directive_parts[each.name] = [part]
            self._directives[each.name] = each

    def _parsed(self, part: Part) -> Type | Directive | Roots | None:
        return definition(part.piece, part.place, self.problems.append)

    def _built(self, name: str) -> Type | None:
        parts = sorted(self.type_parts.get(name, ()), key=lambda part: part.piece.extends)
        if not parts and name in SCALARS:
            return Type(name, Kind.SCALAR)
        result: Type | None = None
        for part in parts:
            found = self._parsed(part)
            if not isinstance(found, Type):
                continue
            if result is None:
                result = found
            elif found.kind is not result.kind:
                what = f"{name} is {result.kind} and {found.kind}"
                self.problems.append(
                    Problem(problems.GRAPHQL_REPEATED, what, found.span, instead="Rename one of them.")
                )
            else:
                if not part.piece.extends and part.path == parts[0].path:
                    self.problems.append(repeated("the schema", name, found.span))
                result = _joined(result, found, self.problems.append, loud=part.piece.extends)
        return result


def _stray(part: Part) -> Problem:
    what = f"an operation ({part.piece.kind} {part.piece.name}".rstrip() + ") stands among the definitions of a schema"
    return Problem(problems.GRAPHQL_STRAY, what, part.place.of(1, 1))


def _joined(one: Type, other: Type, report: Report, *, loud: bool) -> Type:
    """A type with what another part of it adds; what both have is reported where that is a mistake (`loud`)."""
    if loud:
        for kind in ("fields", "inputs", "values"):
            mine = getattr(one, kind)
            for name, member in getattr(other, kind).items():
                if name in mine:
                    report(repeated(one.name, name, member.span))
    return replace(
        one,
        description=one.description or other.description,
        interfaces=tuple(dict.fromkeys((*one.interfaces, *other.interfaces))),
        fields=_merged(one.fields, other.fields),
        inputs=_merged(one.inputs, other.inputs),
        values=_merged(one.values, other.values),
        members=tuple(dict.fromkeys((*one.members, *other.members))),
        directives=_merged_uses(one.directives, other.directives),
    )


def _merged(one: Mapping[str, Member], other: Mapping[str, Member]) -> dict[str, Member]:
    return {**one, **{name: member for name, member in other.items() if name not in one}}


def _merged_uses(one: tuple[Applied, ...], other: tuple[Applied, ...]) -> tuple[Applied, ...]:
    return (*one, *(use for use in other if use not in one))
