"""The services of a compose file with what they inherit: anchors and merge keys, `extends` (from other files too), `include`.

Source: the Compose Specification, and version 1 of the format, in which services stand at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from skerry.read import problems, yaml_nodes
from skerry.read.manifests._texts import Texts
from skerry.read.yaml_nodes import Node, Scalar

_Keys = dict[str, tuple[Scalar, Node]]
_MOST_INHERITED = 20  # files or services in one chain of `extends` or `include`
_KEYS = frozenset(
    ["image", "build", "extends", "ports", "environment", "env_file", "command", "entrypoint", "links", "depends_on", "volumes",
     "deploy", "scale", "container_name", "expose", "networks", "restart", "logging", "healthcheck", "health_check"]
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A value with the file it stands in."""

    path: str
    node: Node

    @property
    def line(self) -> int:
        """Where it stands in that file, counted from 1."""
        return yaml_nodes.line(self.node)


@dataclass(frozen=True)
class Service:
    """A service of a file. Each key has all values that hold for it, inherited ones first."""

    path: str
    name: Scalar
    given: dict[str, list[Given]] = field(default_factory=dict)

    def all(self, key: str) -> list[Given]:
        """The values of a key that adds up, as `environment` and `ports`."""
        return self.given.get(key, [])

    def text(self, *names: str) -> str:
        """The last scalar at a path of keys, '' if there is none."""
        for each in reversed(self.all(names[0])):
            if found := yaml_nodes.text(at(each.node, *names[1:])):
                return found
        return ""

    def node(self, *names: str) -> Node | None:
        """The last value at a path of keys."""
        return next((n for each in reversed(self.all(names[0])) if (n := at(each.node, *names[1:])) is not None), None)


class ComposeFiles:
    """All compose files of a tree, each parsed once."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._roots: dict[str, Node | None] = {}

    def root(self, path: str) -> Node | None:
        """A file's root; None, with the problem noted, for one that is no YAML."""
        if path not in self._roots:
            self._roots[path] = None
            try:
                self._roots[path] = yaml_nodes.compose(self._texts.of(path).encode())
            except yaml_nodes.Refused as error:
                self._texts.problem(problems.SYNTAX, path, error.line, str(error))
        return self._roots[path]

    def services(self, paths: Sequence[str]) -> list[Service]:
        """The services of a file, or of several that are laid over one another; the place of each is where it is first named."""
        found: dict[str, Service] = {}
        for path in paths:
            for name, node in self._own(path):
                service = found.setdefault(str(name.value), Service(path, name))
                for key, given in self._inherited(path, str(name.value), node, _MOST_INHERITED).items():
                    _laid(service.given, key, given)
        return list(found.values())

    def laid(self, path: str) -> Iterator[list[str]]:
        """The files that a file includes as one project: the first, and those that are laid over it."""
        for each in yaml_nodes.sequence(at(self.root(path), "include")):
            found = [
                beside(path, name) for part in yaml_nodes.sequence(at(each, "path")) if (name := yaml_nodes.text(part))
            ]
            if len(found) > 1:
                yield found

    def taken(self, path: str) -> list[str]:
        """The files that a file includes, or extends services of, and those that these do."""
        found = [path]
        for each in found:
            others = [*self.included(each), *self._extended(each)]
            found += dict.fromkeys(other for other in others if other not in found)
        return found[1:]

    def _extended(self, path: str) -> Iterator[str]:
        for _, node in self._own(path):
            if other := yaml_nodes.text(at(node, "extends", "file")):
                yield beside(path, other)

    def included(self, path: str) -> Iterator[str]:
        """The files that a file includes."""
        for each in yaml_nodes.sequence(at(self.root(path), "include")):
            for part in [each, at(each, "path"), *yaml_nodes.sequence(at(each, "path"))]:
                if found := yaml_nodes.text(part):
                    yield beside(path, found)

    def _own(self, path: str) -> Iterator[tuple[Scalar, Node]]:
        root = self.root(path)
        services = at(root, "services")
        for _, (name, node) in flat(services if services is not None else root).items():
            keys = flat(node)
            if services is not None or (keys.keys() & _KEYS and not str(name.value).startswith("x-")):
                yield name, node

    def _inherited(self, path: str, own: str, node: Node, depth: int) -> dict[str, list[Given]]:
        keys = flat(node)
        found: dict[str, list[Given]] = {}
        base = keys.get("extends")
        if base is not None and depth:
            other = yaml_nodes.text(at(base[1], "file"))
            source = beside(path, other) if other else path
            wanted = yaml_nodes.text(base[1]) or yaml_nodes.text(at(base[1], "service"))
            if (source, wanted) != (path, own):
                for name, inherited in self._own(source):
                    if str(name.value) == wanted:
                        found = self._inherited(source, wanted, inherited, depth - 1)
        for key, (_, value) in keys.items():
            _laid(found, key, [Given(path, value)])
        return found


def _laid(known: dict[str, list[Given]], key: str, over: Sequence[Given]) -> None:
    """Puts values of a key over those that are known; none take these away. Source: the Compose Specification, `!reset` and `!override`."""
    if not over:
        known[key] = []
    for each in over:
        if each.node.tag in {"!reset", "!override"}:
            known[key] = []
        if each.node.tag != "!reset":
            known.setdefault(key, []).append(each)


def beside(path: str, other: str) -> str:
    """A path that a file gives relative to itself, relative to the root."""
    return normpath(join(dirname(path), other))


def at(node: Node | None, *names: str) -> Node | None:
    """The value at a path of keys, with merge keys looked through."""
    for name in names:
        found = flat(node).get(name)
        node = found[1] if found is not None else None
    return node


def flat(node: Node | None) -> dict[str, tuple[Scalar, Node]]:
    """The keys and values of a mapping, with those of its merge keys (`<<`), which its own override. A ring of them is cut."""
    return _flat(node, {}, _MOST_INHERITED)


def _flat(node: Node | None, known: dict[int, _Keys], depth: int) -> _Keys:
    """The same; `known` has what was seen, so that what is named often is looked at once."""
    if node is None or not depth:
        return {}
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = {}
    found: _Keys = {}
    own = list(yaml_nodes.pairs(node))
    for key, value in own:
        if key.value == "<<":
            for base in yaml_nodes.sequence(value) or [value]:
                found = _flat(base, known, depth - 1) | found
    found |= {str(key.value): (key, value) for key, value in own if key.value != "<<"}
    known[id(node)] = found
    return found
