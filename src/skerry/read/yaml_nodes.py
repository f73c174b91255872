"""YAML (and JSON, which is YAML but for tabs) from a tree that is not trusted: nodes with lines, nothing constructed, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_MOST = 1_000_000  # nodes of a document with all aliases written out
Node = yaml.Node
Scalar = yaml.ScalarNode
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 500  # libyaml composes recursively, on the C stack: some ten thousand levels end the process
_MAY_BE_DEEP = re.compile(rf"^[-?\s]{{{_DEEPEST},}}", re.M)


class Refused(ValueError):
    """It is no well-formed YAML; `line` says where."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def compose(source: bytes) -> yaml.Node | None:
    """The first document's root, None for an empty one. Raises Refused."""
    text = _shallow(source)
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _refused(error) from error
    _unfolds(root, text)
    return root


def compose_all(source: bytes) -> Iterator[yaml.Node]:
    """The roots of all documents of a stream, as far as it is well-formed. Raises Refused behind the last good one."""
    text = _shallow(source)
    try:
        for root in yaml.compose_all(text, Loader=_LOADER):
            if root is not None:
                _unfolds(root, text)
                yield root
    except yaml.YAMLError as error:
        raise _refused(error) from error


def _shallow(source: bytes) -> str:
    """The text, without tabs. Raises Refused if it nests too deeply to be composed."""
    text = source.decode("utf-8", "replace").replace("\t", " ")
    if text.count("[") + text.count("{") > _DEEPEST or _MAY_BE_DEEP.search(text):
        depth = 0
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > _DEEPEST:
                    raise Refused(_line_of(event), f"it nests more than {_DEEPEST} levels deep")
        except yaml.YAMLError:
            return text  # whoever composes it says what is wrong, after what is right
    return text


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _unfolds(root: yaml.Node | None, text: str) -> None:
    """Empties aliases that are within what they name. Raises Refused where aliases unfold to far more than is written."""
    if root is None or "&" not in text or "*" not in text:
        return
    sizes: dict[int, int] = {}  # 0 while a node is looked at: whoever meets it then is within it
    waiting = [(root, False)]
    while waiting:
        node, done = waiting.pop()
        if done:
            _empty_rings(node, sizes)
            sizes[id(node)] = 1 + sum(sizes.get(id(each), 1) for each in _children(node))
        elif id(node) not in sizes:
            sizes[id(node)] = 0
            waiting.append((node, True))
            waiting += [(each, False) for each in _children(node)]
    if sizes[id(root)] > _MOST:
        raise Refused(line(root), "its aliases unfold to far more than is written")


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return sequence(node)


def _empty_rings(node: yaml.Node, sizes: dict[int, int]) -> None:
    def kept(each: yaml.Node) -> yaml.Node:
        within = sizes.get(id(each), 1) == 0
        return yaml.ScalarNode("tag:yaml.org,2002:null", "", each.start_mark, each.end_mark) if within else each

    if isinstance(node, yaml.MappingNode):
        node.value = [(key, kept(value)) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        node.value = [kept(each) for each in node.value]


def _refused(error: yaml.YAMLError) -> Refused:
    mark = getattr(error, "problem_mark", None)
    return Refused(mark.line + 1 if mark is not None else 0, str(getattr(error, "problem", error)))


def pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Keys, with their places, and values of a mapping; nothing for anything else."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            yield key, value


def items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Keys and values of a mapping; nothing for anything else."""
    return ((str(key.value), value) for key, value in pairs(node))


def child(node: yaml.Node | None, *names: str) -> yaml.Node | None:
    """The value at a path of keys, None if it is not there."""
    for name in names:
        node = next((value for key, value in items(node) if key == name), None)
    return node


def text(node: yaml.Node | None) -> str:
    """A scalar's text, '' for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def line(node: yaml.Node) -> int:
    """Where a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def sequence(node: yaml.Node | None) -> list[yaml.Node]:
    """The elements of a list; [] for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
