"""One text to nodes with places: the only door to PyYAML, on its C parser, by the rules of YAML 1.2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from yaml import MappingNode, ScalarNode, SequenceNode
from yaml._yaml import CParser
from yaml.error import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.model.nodes import AnyNode, Mapping, Scalar, Sequence
from skerry.model.problems import document as codes

MAX_DEPTH = 100
MAX_NODES = 1_000_000
_SECTION = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_ANCHOR = re.compile(r"(?:^|[\s,\[{])&\w", re.MULTILINE)
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


class _TooDeepError(Exception):
    """Nesting beyond `MAX_DEPTH`; the C parser itself would exhaust the stack."""


class _Composer(CParser):
    """Composes nodes; a scalar's tag only says whether it was written plain, the core schema is applied where it is used."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self.depth = 0

    def resolve(self, kind: object, _value: object, implicit: tuple[bool, bool]) -> str:
        return "plain" if kind is ScalarNode and implicit[0] else "text"

    def descend_resolver(self, _parent: object, _index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError

    def ascend_resolver(self) -> None:
        self.depth -= 1


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
    """Turns composed nodes into ours and collects what is wrong with them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.broken = False

    def section(self, text: str, shift: int = 0) -> Mapping | None:
        """The map that `text` holds; None, with a problem, where it holds none."""
        try:
            composed = _Composer(text).get_single_node()
        except _TooDeepError:
            self.problem(codes.TOO_DEEP, f"nested more than {MAX_DEPTH} levels deep", Span(self.path))
            return None
        except (MarkedYAMLError, ReaderError, YAMLError) as error:
            self.broken = True
            self.problems.append(self.syntax(error, text))
            return None
        if composed is None:
            return _join([], self.path, len(text))
        if not isinstance(composed, MappingNode | SequenceNode | ScalarNode) or (
            _ANCHOR.search(text) and not self.bounded(composed)
        ):
            return None
        node = self.convert(composed, shift)
        if isinstance(node, Mapping):
            return node
        self.problem(codes.SYNTAX, "the text is no map of `key: value`", node.span, instead="begin with `arch: 1`")
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

    def problem(
        self, code: Code, what: str, span: Span, instead: str = "", related: tuple[tuple[Span, str], ...] = ()
    ) -> None:
        """One more problem."""
        self.problems.append(Problem(code, what, span, instead=instead, related=related))

    def bounded(self, composed: MappingNode | SequenceNode | ScalarNode) -> bool:
        """False, with a problem, where aliases contain themselves or multiply beyond `MAX_NODES`."""
        sizes: dict[int, int] = {}
        trail: set[int] = set()

        def size(node: MappingNode | SequenceNode | ScalarNode) -> int:
            if isinstance(node, ScalarNode):
                return 1
            known = sizes.get(id(node))
            if known is None:
                if id(node) in trail:
                    return MAX_NODES + 1
                trail.add(id(node))
                children = (
                    [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else node.value
                )
                known = sizes[id(node)] = 1 + sum(map(size, children))
                trail.discard(id(node))
            return known

        if size(composed) <= MAX_NODES:
            return True
        self.problem(codes.ALIASES, "aliases contain themselves or multiply beyond a million values", Span(self.path))
        return False

    def convert(self, node: MappingNode | SequenceNode | ScalarNode, shift: int) -> AnyNode:
        """Our node for PyYAML's."""
        start, end = node.start_mark, node.end_mark
        line, column, last_line, last_column = start.line + 1, start.column + 1, end.line + 1, end.column + 1
        first, last = start.index + shift, end.index + shift
        if isinstance(node, ScalarNode):
            plain = node.tag == "plain"
            if not plain and node.tag not in _TEXT_TAGS:
                span = Span(self.path, line, column, last_line, last_column)
                self.problem(codes.TAG, f"the tag `{node.tag}` means nothing here", span, instead="leave it out")
            return Scalar(self.path, line, column, last_line, last_column, first, last, node.value, not plain)
        place = (self.path, line, column, last_line, last_column, first, last)
        if isinstance(node, SequenceNode):
            return Sequence(*place, tuple([self.convert(item, shift) for item in node.value]), bool(node.flow_style))
        return Mapping(*place, self.pairs(node, shift), bool(node.flow_style))

    def pairs(self, node: MappingNode, shift: int) -> tuple[tuple[Scalar, AnyNode], ...]:
        """The entries, `<<` merged in, a key that stands twice refused."""
        found: dict[str, tuple[Scalar, AnyNode]] = {}
        merged: list[Mapping] = []
        for left, right in node.value:
            key, value = self.convert(left, shift), self.convert(right, shift)
            if not isinstance(key, Scalar):
                self.problem(
                    codes.SYNTAX,
                    "a key is a single word or text",
                    key.span,
                    instead="put it in quotes if it begins with `{` or `[`",
                )
            elif key.text == "<<" and not key.quoted:
                merged += [
                    part
                    for part in (value.items if isinstance(value, Sequence) else (value,))
                    if isinstance(part, Mapping)
                ]
            elif key.text in found:
                self.duplicate(key, found[key.text][0])
            else:
                found[key.text] = (key, value)
        for part in merged:
            for name, value in part.pairs:
                found.setdefault(name.text, (name, value))
        return tuple(found.values())

    def duplicate(self, again: Scalar, first: Scalar) -> None:
        """A key that stands twice in one map."""
        what = f"`{again.text}` stands twice in one map"
        self.problem(codes.DUPLICATE, what, again.span, "merge the two, or rename one", ((first.span, "first here"),))

    def repeated(self, root: Mapping) -> None:
        """Reports keys that stand in two sections which were read apart."""
        first: dict[str, Scalar] = {}
        for key, _ in root.pairs:
            if key.text in first:
                self.duplicate(key, first[key.text])
            first.setdefault(key.text, key)
