"""YAML 1.2 to values and places: this floor's only door to PyYAML, on its C parser.

Merge keys (`<<`) are followed, since many documents use them; a document that grows without bound through aliases is refused.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml._yaml import CParser
from yaml.error import Mark, MarkedYAMLError, YAMLError

MAX_DEPTH = 500
MAX_VALUES = 5_000_000
_INDEX = re.compile("[0-9]{1,12}")
_OPENED = ("while parsing a flow sequence", "while parsing a flow mapping", "while scanning a quoted scalar")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}  # fmt: skip


class YamlError(Exception):
    """Text that is not YAML; `line` and `column` count from 1, 0 where they are not known."""

    def __init__(self, what: str, line: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.line, self.column = line, column


class TooDeepError(Exception):
    """Nesting or growth beyond the bounds."""


class _Composer(CParser):
    """Composes nodes; the tag of a scalar says whether it was written plain."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self.depth = 0
        self.around: list[Node] = []  # what was opened last, innermost at the end

    def resolve(self, kind: object, _value: object, implicit: tuple[bool, bool]) -> str:
        return "plain" if kind is ScalarNode and implicit[0] else "text"

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        if parent is not None and (not self.around or self.around[-1] is not parent):
            while self.around and self.around[-1].end_mark is not None:  # closed by now
                self.around.pop()
            self.around.append(parent)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeepError

    def ascend_resolver(self) -> None:
        self.depth -= 1


def compose(text: str) -> Node | None:
    """The nodes of the first document of `text`; None for an empty one."""
    collecting = gc.isenabled()
    gc.disable()  # millions of small objects that all stay: collecting in between only costs
    composer = _Composer(text)
    try:
        found: Node | None = composer.get_single_node()
        return found
    except MarkedYAMLError as error:
        raise _explained(error, composer.around) from None
    except YAMLError as error:
        raise YamlError(str(error).partition("\n")[0]) from None
    finally:
        if collecting:
            gc.enable()


def value(root: Node | None) -> tuple[Any, list[tuple[str, Node]]]:
    """What the nodes say, and the keys that stand twice in one map."""
    if root is None:
        return None, []
    builder = _Builder()
    return builder.of(root), builder.repeated


def child(node: Node, key: str) -> tuple[Node, Node] | None:
    """The node that stands for `key` (where it is pointed at) and its value: of a map, or a list by number."""
    if isinstance(node, MappingNode):
        for name, found in reversed(node.value):
            if isinstance(name, ScalarNode) and name.value == key:
                return name, found
        for name, merged in node.value:
            if isinstance(name, ScalarNode) and name.value == "<<":
                for base in _bases(merged):
                    if hit := child(base, key):
                        return hit
    elif isinstance(node, SequenceNode) and _INDEX.fullmatch(key) and int(key) < len(node.value):
        found = node.value[int(key)]
        return found, found
    return None


class _Builder:
    """Values of nodes; an aliased node is built once and shared."""

    def __init__(self) -> None:
        self.built: dict[int, tuple[Any, int]] = {}
        self.open: set[int] = set()
        self.repeated: list[tuple[str, Node]] = []
        self.size = 0

    def of(self, node: Node) -> Any:
        if isinstance(node, ScalarNode):
            self.grow(1)
            return scalar(node.value) if node.tag == "plain" else node.value
        known = self.built.get(id(node))
        if known is not None:
            self.grow(known[1])
            return known[0]
        if id(node) in self.open:
            raise TooDeepError  # an alias inside its own anchor
        self.open.add(id(node))
        before = self.size
        self.grow(1)
        made = self.mapping(node) if isinstance(node, MappingNode) else [self.of(item) for item in node.value]
        self.open.discard(id(node))
        self.built[id(node)] = made, self.size - before
        return made

    def mapping(self, node: MappingNode) -> dict[str, Any]:
        made: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for name, found in node.value:
            key = name.value if isinstance(name, ScalarNode) else str(self.of(name))
            if key == "<<" and name.tag == "plain":
                for base in _bases(found):
                    merged = {**self.of(base), **merged}
                continue
            if key in made:
                self.repeated.append((key, name))
            made[key] = self.of(found)
        return {**merged, **made} if merged else made

    def grow(self, by: int) -> None:
        self.size += by
        if self.size > MAX_VALUES:
            raise TooDeepError


def scalar(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789":
        if _INT.match(text) and len(text) < 400:
            return int(text)
        if _RADIX.match(text):
            return int(text, 0)
        if _FLOAT.match(text):
            return float(text)
    return text


def _bases(node: Node) -> Iterator[MappingNode]:
    """What a merge key names: a map, or several in a list."""
    for base in node.value if isinstance(node, SequenceNode) else [node]:
        if isinstance(base, MappingNode):
            yield base


def _explained(error: MarkedYAMLError, around: list[Node]) -> YamlError:
    """The error at the bracket or quote that was opened and not closed, where it is one; else where the parser gave up."""
    gave_up, what = error.problem_mark or error.context_mark, error.problem or error.context or "not YAML"
    opened = error.context_mark if error.context in _OPENED else None
    if error.context == "while parsing a flow node":
        left = (each for each in reversed(around) if each.end_mark is None and getattr(each, "flow_style", False))
        opened = next((each.start_mark for each in left), None)
    if opened is None or gave_up is None:
        return YamlError(what, *_position(gave_up))
    line, column = _position(gave_up)
    return YamlError(f"what is opened here is not closed: {what} at line {line}, column {column}", *_position(opened))


def _position(mark: Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
