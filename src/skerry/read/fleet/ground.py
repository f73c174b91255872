"""What every family of evidence stands on: the nodes, their files and settings, and who is meant by an address."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from skerry.facts.fleet import Node
from skerry.facts.graph import FactGraph
from skerry.read.fleet.addresses import Addresses
from skerry.read.fleet.merge import aliases, folded, merged
from skerry.read.fleet.reach import Reach
from skerry.read.fleet.roles import role_of
from skerry.read.manifests import Part, Setting, Texts
from skerry.read.sources import SourceFile


@dataclass(frozen=True)
class Ground:
    """`parts` are those of each node, by its name; `code` is what is known of the code of the whole tree."""

    texts: Texts
    nodes: tuple[Node, ...]
    parts: dict[str, Sequence[Part]]
    code: FactGraph

    @cached_property
    def addresses(self) -> Addresses:
        """Who is meant by a host, an address, a name."""
        return Addresses(self.nodes, self.parts)

    @cached_property
    def reach(self) -> Reach:
        """What each node's process is made of: its code, its configuration, the libraries of the tree."""
        return Reach(self.texts, self.code, self.files, self.node_of)

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """The nodes under their names."""
        return {node.name: node for node in self.nodes}

    def settings(self, node: str) -> Iterator[Setting]:
        """What manifests give to a node."""
        for part in self.parts[node]:
            yield from part.settings

    def files(self, node: str) -> Sequence[SourceFile]:
        """The files of a node's source, without those of nodes whose folders lie deeper."""
        return self._files.get(node, ())

    def node_of(self, path: str) -> str:
        """The node to whose source a file belongs: that with the deepest folder around it; '' if there is none.

        Where several are built of one folder, or none is, it is the one that a folder on the file's way is named after, as in
        `cmd/cart` and `internal/cart`.
        """
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            owners = self._folders.get(folder, ())
            if len(owners) == 1:
                return next(iter(owners))
            if owners:
                return self._on_the_way(path.removeprefix(folder).strip("/"))
        return self._on_the_way(path)

    def _on_the_way(self, path: str) -> str:
        names = (self._by_any_name.get(folded(name), "") for name in path.split("/")[:-1])
        return next(filter(None, names), "")

    @cached_property
    def _by_any_name(self) -> dict[str, str]:
        names = ((name, node.name) for node in self.nodes for name in (*node.aliases, node.name))
        return {folded(name): node for name, node in names}

    @cached_property
    def _folders(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in self.nodes:
            for folder in node.folders:
                found.setdefault(folder, set()).add(node.name)
        return found

    def around(self, path: str) -> Collection[str]:
        """The nodes that are built of a folder around a file that belongs to none of them alone."""
        while path:
            path = path.rpartition("/")[0]
            if path in self._folders:
                return self._folders[path]
        return ()

    @cached_property
    def _files(self) -> dict[str, list[SourceFile]]:
        found: dict[str, list[SourceFile]] = {}
        for file in self.texts.tree.files:
            if node := self.node_of(file.path):
                found.setdefault(node, []).append(file)
        return found


def ground(texts: Texts, parts: Iterator[Part], code: FactGraph) -> Ground:
    """The nodes of all parts, sorted by name."""
    groups = {group[0].name: group for group in merged(parts)}
    nodes = tuple(_node(name, groups[name]) for name in sorted(groups))
    return Ground(texts, nodes, groups, code)  # type: ignore[arg-type]


def _node(name: str, parts: Sequence[Part]) -> Node:
    role, technology = role_of(parts)
    return Node(
        name,
        role,
        technology,
        aliases(parts),
        tuple(sorted({part.folder for part in parts if part.folder is not None})),
        next((part.image for part in parts if part.image), ""),
        tuple(sorted({port for part in parts for port in part.ports})),
        tuple(sorted({outer for part in parts for outer, _ in part.published})),
        max(part.replicas for part in parts),
        next((part.owner for part in parts if part.owner), ""),
        tuple(sorted(part.witness for part in parts)),
    )
