"""MyBatis mappers in XML: the statements of a mapper interface's methods."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skerry.facts.kinds import Access
from skerry.read import problems
from skerry.read.documents._document import Bound, Document, Sheet
from skerry.read.documents._xml import Element, Refused, parse
from skerry.read.outline import Note
from skerry.read.sql import accesses

_MAPPER = re.compile(rb"<mapper\s[^>]*\bnamespace\s*=")
_STATEMENTS = frozenset({"select", "insert", "update", "delete"})
_DEPTH = 8  # of fragments that include fragments


def _read(path: str, source: bytes) -> Sheet:
    try:
        root = parse(source)
    except Refused as error:
        return Sheet(notes=(Note(problems.SYNTAX.id, error.line, str(error)),))
    fragments = {e.attributes.get("id", ""): e for e in root.elements if e.name == "sql"}
    return Sheet(bound=tuple(_bound(root, fragments)))


def _bound(root: Element, fragments: Mapping[str, Element]) -> Iterator[Bound]:
    namespace = root.attributes.get("namespace", "")
    for statement in root.elements:
        if statement.name in _STATEMENTS:
            for mode, table in accesses(_text(statement, fragments, _DEPTH)):
                fact = Access(unit=-1, line=statement.line, reader="mybatis", mode=mode, table=table)
                yield Bound(namespace, statement.attributes.get("id", ""), fact)


def _text(element: Element, fragments: Mapping[str, Element], depth: int) -> str:
    """The statement with all its conditional parts and fragments."""
    parts = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(part)
        elif part.name == "include" and depth:
            included = fragments.get(part.attributes.get("refid", "").rpartition(".")[2])
            parts.append(_text(included, fragments, depth - 1) if included is not None else "")
        elif part.name != "selectKey":
            parts.append(_text(part, fragments, depth))
    return " ".join(parts)


DOCUMENT = Document(
    "mybatis", _read, frozenset({".xml"}), claims=lambda path, source: bool(_MAPPER.search(source[:20_000]))
)
