"""One text to nodes with places: the only door to PyYAML, on its C parser, by the rules of YAML 1.2."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yaml._yaml import CParser
from yaml.composer import ComposerError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.model.nodes import AnyNode, Mapping, Scalar, Sequence
from skerry.model.problems import document as codes

MAX_DEPTH = 100
MAX_NODES = 1_000_000
_SECTION = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_LOST_ANCHOR = "found undefined alias"
_TEXT_TAGS = ("text", "tag:yaml.org,2002:str", "!")
_HELP = {
    "found character '\\t' that cannot start any token": "indent with spaces; YAML allows no tabs",
    "found a tab character that violates indentation": "indent with spaces; YAML allows no tabs",
    "mapping values are not allowed in this context": "put the value in quotes if it holds `: `, or check the indentation",
    "did not find expected ',' or '}'": "close the `{`, or put a value that holds `,`, `{` or `[` in quotes",
    "did not find expected ',' or ']'": "close the `[`, or put a value that holds `,`, `[` or `{` in quotes",
    "found unexpected end of stream": "close the quote",
    "found unknown escape character": "use single quotes, or double the backslash",
    _LOST_ANCHOR: "put the value in quotes if it begins with `*`",
    "could not find expected ':'": "end the key with `:`",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what was read from it; what could not be read is in `problems` and left out of `root`."""

    path: str
    text: str
    root: Mapping
    problems: tuple[Problem, ...] = ()


class _RefusedError(Exception):
    """Why a text that parses is not read on: nested beyond `MAX_DEPTH`, or aliases without end."""

    def __init__(self, code: Code, what: str) -> None:
        super().__init__(what)
        self.code = code
        self.what = what


def _too_deep() -> _RefusedError:
    return _RefusedError(codes.TOO_DEEP, f"nested more than {MAX_DEPTH} levels deep")


def read(text: str, path: str) -> Document:
    """The nodes of `text`; where the text is broken, those of every top-level section that is not."""
    reader = _Reader(path)
    root = reader.section(text)
    if reader.broken:
        reader.problems.clear()
        root = _join([found for part in _sections(text) if (found := reader.section(*part))], path, len(text))
        reader.repeated(root)
        reader.problems = [p for p in reader.problems if p.what != _LOST_ANCHOR or "&" not in text]
    return Document(path, text, root or _join([], path, len(text)), tuple(reader.problems))


def _sections(text: str) -> list[tuple[str, int]]:
    """Each top-level section with as many empty lines before it as keep its line number, and how far offsets shift."""
    starts = [found.start() for found in _SECTION.finditer(text)]
    parts = []
    for start, end in pairwise([*starts, len(text)]):
        lines = text.count("\n", 0, start)
        parts.append(("\n" * lines + text[start:end], start - lines))
    return parts


def _join(parts: list[Mapping], path: str, end: int) -> Mapping:
    pairs = tuple(pair for part in parts for pair in part.pairs)
    last = parts[-1] if parts else None
    return Mapping(path, 1, 1, last.end_line if last else 1, last.end_column if last else 1, 0, end, pairs, False)


class _Reader:
    """Reads sections of one text and collects what is wrong with them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.broken = False

    def section(self, text: str, shift: int = 0) -> Mapping | None:
        """The map that `text` holds; None, with a problem, where it holds none."""
        builder = _Builder(self.path, text, shift)
        try:
            node = builder.whole()
        except _RefusedError as refused:
            self.problems.append(Problem(refused.code, refused.what, Span(self.path)))
            return None
        except (MarkedYAMLError, ReaderError, YAMLError) as error:
            self.broken = True
            self.problems.append(self.syntax(error, text))
            return None
        self.problems += builder.problems
        if node is None or isinstance(node, Mapping):
            return node or _join([], self.path, len(text))
        what = "the text is no map of `key: value`"
        self.problems.append(Problem(codes.SYNTAX, what, node.span, instead="begin with `arch: 1`"))
        return None

    def syntax(self, error: YAMLError, text: str) -> Problem:
        """What the parser refused, at the place it says."""
        if isinstance(error, ReaderError):
            before = text.encode(errors="replace")[: error.position].decode(
                errors="ignore"
            )  # libyaml counts bytes here
            span = Span(self.path, before.count("\n") + 1, len(before) - before.rfind("\n"))
            return Problem(codes.SYNTAX, f"character U+{error.character:04X} is not allowed here", span)
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        span = Span(self.path, mark.line + 1, mark.column + 1) if mark else Span(self.path)
        began = getattr(error, "context_mark", None)
        related = (
            ((Span(self.path, began.line + 1, began.column + 1), str(getattr(error, "context", ""))),) if began else ()
        )
        return Problem(codes.SYNTAX, what, span, instead=_HELP.get(what, ""), related=related)

    def repeated(self, root: Mapping) -> None:
        """Reports keys that stand in two sections which were read apart."""
        first: dict[str, Scalar] = {}
        for key, _ in root.pairs:
            if key.text in first:
                self.problems.append(_duplicate(key, first[key.text]))
            first.setdefault(key.text, key)


def _duplicate(again: Scalar, first: Scalar) -> Problem:
    """A key that stands twice in one map."""
    what = f"`{again.text}` stands twice in one map"
    related = ((first.span, "first here"),)
    return Problem(codes.DUPLICATE, what, again.span, instead="merge the two, or rename one", related=related)


class _Builder:
    """Makes nodes out of the parser's events as they come, and collects what is wrong with them.

    Nodes are made once and shared: an alias is the node that its anchor stands at. `made` and `depth` count as if it had been copied.
    """

    def __init__(self, path: str, text: str, shift: int) -> None:
        self.path = path
        self.shift = shift
        self.text = text
        self.problems: list[Problem] = []
        self.made = 0
        self.depth = 0
        self.deepest = 0
        self.anchors: dict[str, _Anchor] = {}
        self.refused: _RefusedError | None = None  # for its aliases; told only where the rest of the text can be read

    def whole(self) -> AnyNode | None:
        """The only document's node; None where there is none."""
        next_event: Callable[[], Any] = CParser(self.text).get_event
        self.next = next_event
        next_event()
        if type(next_event()) is StreamEndEvent:
            return None
        first = next_event()
        node = self.node(first)
        next_event()
        more = next_event()
        if type(more) is not StreamEndEvent:
            what, found = "expected a single document in the stream", "but found another document"
            raise ComposerError(what, first.start_mark, found, more.start_mark)
        if self.refused:
            raise self.refused
        return node

    def node(self, event: Any) -> AnyNode:
        """The node that begins with this event."""
        if type(event) is AliasEvent:
            return self.alias(event)
        if event.anchor is not None:
            return self.anchored(event)
        return self.scalar(event) if type(event) is ScalarEvent else self.nested(event)

    def nested(self, event: Any) -> AnyNode:
        """A list or a map."""
        self.made += 1
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        if self.depth > MAX_DEPTH:
            raise _too_deep()
        node = self.mapping(event) if type(event) is MappingStartEvent else self.sequence(event)
        self.depth -= 1
        return node

    def anchored(self, event: Any) -> AnyNode:
        """A node that aliases may stand for."""
        known = self.anchors.get(event.anchor)
        if known is not None:
            first = "found duplicate anchor; first occurrence"
            raise ComposerError(first, known.mark, "second occurrence", event.start_mark)
        anchor = self.anchors[event.anchor] = _Anchor(event.start_mark)
        made, deepest, self.deepest = self.made, self.deepest, self.depth
        anchor.node = self.scalar(event) if type(event) is ScalarEvent else self.nested(event)
        anchor.size, anchor.height = self.made - made, self.deepest - self.depth
        self.deepest = max(deepest, self.deepest)
        return anchor.node

    def alias(self, event: Any) -> AnyNode:
        """The node that an anchor stands at."""
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise ComposerError(None, None, _LOST_ANCHOR, event.start_mark)
        self.made += anchor.size
        self.deepest = max(self.deepest, self.depth + anchor.height)
        if anchor.node is None or self.made > MAX_NODES:
            self.refused = _RefusedError(
                codes.ALIASES, "aliases contain themselves or multiply beyond a million values"
            )
        elif self.deepest > MAX_DEPTH:
            self.refused = _too_deep()
        return anchor.node or _join([], self.path, 0)

    def scalar(self, event: Any) -> Scalar:
        """A single value; its tag only says whether it was written plain, the core schema is applied where it is used."""
        self.made += 1
        start, end, tag, shift = event.start_mark, event.end_mark, event.tag, self.shift
        plain = event.implicit[0] if tag is None or tag == "!" else False
        node = Scalar(
            self.path,
            start.line + 1,
            start.column + 1,
            end.line + 1,
            end.column + 1,
            start.index + shift,
            end.index + shift,
            event.value,
            not plain,
        )
        if not plain and tag is not None and tag not in _TEXT_TAGS:
            what = f"the tag `{tag}` means nothing here"
            self.problems.append(Problem(codes.TAG, what, node.span, instead="leave it out"))
        return node

    def place(self, start: Any, end: Any) -> tuple[str, int, int, int, int, int, int]:
        """Where what lies between these marks stands."""
        where = (self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        return (*where, start.index + self.shift, end.index + self.shift)

    def sequence(self, event: Any) -> Sequence:
        """A list, from its start to its end."""
        items = []
        while type(inner := self.next()) is not SequenceEndEvent:
            items.append(self.node(inner))
        return Sequence(*self.place(event.start_mark, inner.end_mark), tuple(items), bool(event.flow_style))

    def mapping(self, event: Any) -> Mapping:
        """The entries, `<<` merged in, a key that stands twice refused."""
        next_event, node = self.next, self.node
        found: dict[str, tuple[Scalar, AnyNode]] = {}
        merged: list[Mapping] = []
        while type(inner := next_event()) is not MappingEndEvent:
            key = node(inner)
            value = node(next_event())
            if isinstance(key, Scalar) and key.text not in found and key.text != "<<":
                found[key.text] = (key, value)
            else:
                self.unusual(key, value, found, merged)
        for part in merged:
            for name, value in part.pairs:
                found.setdefault(name.text, (name, value))
        pairs = tuple(found.values())
        return Mapping(*self.place(event.start_mark, inner.end_mark), pairs, bool(event.flow_style))

    def unusual(
        self, key: AnyNode, value: AnyNode, found: dict[str, tuple[Scalar, AnyNode]], merged: list[Mapping]
    ) -> None:
        """An entry whose key is no word, stands twice, or merges other maps in."""
        if not isinstance(key, Scalar):
            what, instead = "a key is a single word or text", "put it in quotes if it begins with `{` or `[`"
            self.problems.append(Problem(codes.SYNTAX, what, key.span, instead=instead))
        elif key.text == "<<" and not key.quoted:
            parts = value.items if isinstance(value, Sequence) else (value,)
            merged += [part for part in parts if isinstance(part, Mapping)]
        elif key.text in found:
            self.problems.append(_duplicate(key, found[key.text][0]))
        else:
            found[key.text] = (key, value)


class _Anchor:
    """Where an anchor stands and, once it is read, what it stands at: how many values that is, and how deep."""

    __slots__ = ("height", "mark", "node", "size")

    def __init__(self, mark: Any) -> None:
        self.mark = mark
        self.node: AnyNode | None = None
        self.size = 0
        self.height = 0
