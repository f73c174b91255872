"""YAML (and JSON, which is YAML but for tabs) from a tree that is not trusted: nodes with lines, nothing constructed, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

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
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _refused(error) from error


def compose_all(source: bytes) -> Iterator[yaml.Node]:
    """The roots of all documents of a stream, as far as it is well-formed. Raises Refused behind the last good one."""
    text = _shallow(source)
    try:
        yield from (root for root in yaml.compose_all(text, Loader=_LOADER) if root is not None)
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
