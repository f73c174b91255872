"""Prisma schemas: models and enums with their fields; line by line, since nobody ships a grammar for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import tree_sitter_javascript

from skerry.read.languages._language import Language
from skerry.read.outline import Body, Head, Mark, Outline, Scope, Variable

_BLOCK = re.compile(r"^\s*(model|enum|type|view)\s+(\w+)\s*\{")
_FIELD = re.compile(r"^\s*(\w+)\s+([\w.]+(?:\([^)]*\))?(?:\[\]|\?)?)?\s*(.*)$")
_MARK = re.compile(r"@@?([\w.]+)(?:\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\))?")
_COMMENT = re.compile(r"\s*//.*$")


@dataclass(frozen=True)
class _Prisma(Language):
    def outline(self, source: bytes) -> Outline:
        """Models are classes, their attributes marks."""
        lines = source.decode("utf-8", "replace").split("\n")
        scopes, fields, start = list[Scope](), list[Variable](), 0
        while start < len(lines):
            block = _BLOCK.match(lines[start])
            if block is None:
                start += 1
                continue
            end = next((n for n in range(start + 1, len(lines)) if lines[n].strip() == "}"), len(lines) - 1)
            marks = tuple(
                _marks(line, n + 1)
                for n, line in enumerate(lines[: end + 1])
                if n > start and line.strip().startswith("@@")
            )
            kind = "enum" if block.group(1) == "enum" else "class"
            fields += _fields(lines, start + 1, end, len(scopes))
            scopes.append(
                Scope(kind, block.group(2), -1, start + 1, end + 1, (), tuple(m for found in marks for m in found))
            )
            start = end + 1
        return Outline(
            self.name, len(lines), 0, False, Head("", (), tuple(scopes), tuple(fields)), Body((), (), (), ())
        )


def _fields(lines: list[str], start: int, end: int, scope: int) -> list[Variable]:
    found = []
    for n in range(start, end):
        field = _FIELD.match(_COMMENT.sub("", lines[n]))
        if field is not None and not lines[n].strip().startswith(("//", "@@")):
            found.append(
                Variable(
                    scope,
                    "field",
                    field.group(1),
                    field.group(2) or "",
                    "",
                    n + 1,
                    tuple(_marks(field.group(3), n + 1)),
                )
            )
    return found


def _marks(line: str, number: int) -> list[Mark]:
    return [Mark(name, args, number) for name, args in _MARK.findall(_COMMENT.sub("", line))]


LANGUAGE = _Prisma(
    name="prisma",
    extensions=(".prisma",),
    grammar=tree_sitter_javascript.language,
    query="",
    handlers={},
    imported=lambda item, here, places: [],
    one_namespace=True,
)
