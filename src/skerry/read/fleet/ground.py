"""What every family of evidence stands on: the nodes, their files and settings, and who is meant by an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from skerry.facts.fleet import Deployment, Node
from skerry.facts.graph import FactGraph
from skerry.kernel.derived import Derives
from skerry.read.fleet.addresses import Addresses
from skerry.read.fleet.aside import Aside
from skerry.read.fleet.codeowners import CodeOwners
from skerry.read.fleet.configured import configured
from skerry.read.fleet.deployments import deployed
from skerry.read.fleet.merge import folded, merged
from skerry.read.fleet.reach import reached
from skerry.read.fleet.roles import products_of, role_of
from skerry.read.manifests import Part, Setting, Texts
from skerry.read.sources import SourceFile

_CODE = frozenset(
    [".java", ".kt", ".scala", ".groovy", ".cs", ".fs", ".vb", ".go", ".py", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue",
     ".svelte", ".rb", ".php", ".rs", ".ex", ".exs", ".erl", ".c", ".cc", ".cpp", ".swift", ".dart", ".lua", ".pl", ".clj", ".hs"]
)  # fmt: skip
# What folders are called whatever is in them: a project in `cart/src` is none that all of `src` is named after.
_ANY_FOLDER = frozenset(["src", "source", "app", "main", "code", "cmd", "internal", "pkg", "services", "server", "lib"])


@dataclass(frozen=True)
class Ground(Derives):
    """`parts` are those of each node, by its name; `code` is what is known of the code of the whole tree.

    `deployments` are the ways in which the manifests set it up, the main one first.
    """

    texts: Texts
    nodes: tuple[Node, ...]
    parts: dict[str, Sequence[Part]]
    code: FactGraph
    deployments: tuple[Deployment, ...] = ()

    @cached_property
    def addresses(self) -> Addresses:
        """Who is meant by a host, an address, a name."""
        return Addresses(self.nodes, self.parts)

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """The nodes under their names."""
        return {node.name: node for node in self.nodes}

    def nearness(self, path: str) -> tuple[int, int, str]:
        """The lower, the nearer is a file to what runs: the main deployment before others, then what is nearer to the root."""
        return self._order.get(path, len(self.deployments)), path.count("/"), path

    @cached_property
    def _order(self) -> dict[str, int]:
        return _order(self.deployments)

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
        while folder and folder not in self._folders:
            folder = folder.rpartition("/")[0]
        return self._folders.get(folder) or self._on_the_way(path)

    def _on_the_way(self, path: str) -> str:
        return next(filter(None, (self._named.get(_joined(name), "") for name in path.split("/")[:-1])), "")

    @cached_property
    def _named(self) -> dict[str, str]:
        """Whom each name means that one node alone has, its words joined as in `CartService`."""
        found: dict[str, set[str]] = {}
        for node in self.nodes:
            for name in (*node.aliases, node.name):
                found.setdefault(_joined(name), set()).add(node.name)
        return {name: next(iter(nodes)) for name, nodes in found.items() if len(nodes) == 1 and name not in _ANY_FOLDER}

    def around(self, path: str) -> Collection[str]:
        """The nodes that have the folder of a file in common: they are built of it, or of folders in it."""
        folder = path.rpartition("/")[0]
        if folder not in self._around:
            begin = f"{folder}/" if folder else ""
            below = (names for path, names in self._builders.items() if path == folder or path.startswith(begin))
            self._around[folder] = frozenset().union(*below)
        return self._around[folder]

    @cached_property
    def _around(self) -> dict[str, frozenset[str]]:
        return {}

    def configured(self, node: str) -> tuple[Setting, ...]:
        """What the configuration files among a node's files say, key by key."""
        if node not in self._configured:
            self._configured[node] = tuple(configured(self.texts, self.files(node)))
        return self._configured[node]

    @cached_property
    def _configured(self) -> dict[str, tuple[Setting, ...]]:
        return {}

    @cached_property
    def reached(self) -> Mapping[str, tuple[str, ...]]:
        """Path of each file that is no node's own, to the nodes whose code refers to it."""
        return reached(self.code, self.node_of)

    @cached_property
    def _folders(self) -> dict[str, str]:
        """Whose a folder is, or a file that is given to a node; what several nodes are built of belongs to none of them."""
        return {path: owner for path, names in self._builders.items() if (owner := _one(names))}

    @cached_property
    def _builders(self) -> dict[str, set[str]]:
        users: dict[str, set[str]] = {}
        for node in self.nodes:
            given = (path for part in self.parts[node.name] for path in part.files)
            for path in (*node.folders, *given):
                users.setdefault(path, set()).add(node.name)
        return users

    @cached_property
    def _files(self) -> dict[str, list[SourceFile]]:
        found: dict[str, list[SourceFile]] = {}
        for file in self.texts.tree.files:
            if node := self.node_of(file.path):
                found.setdefault(node, []).append(file)
        return found


def _one(names: Collection[str]) -> str:
    """The only node, or that of which all others are further instances, as `orders-2` is of `orders`; '' if there is none."""
    first = min(names, key=len)
    return first if all(name == first or folded(name).startswith(f"{folded(first)}-") for name in names) else ""


def _joined(name: str) -> str:
    return folded(name).replace("-", "")


def ground(texts: Texts, parts: Iterator[Part], code: FactGraph) -> Ground:
    """The nodes of all parts, sorted by name."""
    written = list(parts)
    aside = Aside(texts, written)
    rows = [aside.weighed(part) for part in written]
    groups: dict[str, Sequence[Part]] = {}
    for group in merged(rows):
        groups[_name(group, groups)] = group
    own = {folded(name) for name in groups}
    shared = Counter(folder for group in groups.values() for folder in _folders(group))
    coded, owners = _coded(texts), CodeOwners(texts)
    ways = deployed(texts, groups.values())
    groups = {name: aside.without(group) for name, group in groups.items()}
    order = _order(ways)
    on = products_of(rows)
    nodes = tuple(_node(name, groups[name], own - {folded(name)}, shared, coded, order, on) for name in sorted(groups))
    nodes = tuple(node if node.owner else _owned(node, owners) for node in nodes)
    return Ground(texts, nodes, groups, code, ways)


def _order(ways: Sequence[Deployment]) -> dict[str, int]:
    """The place of the first deployment that each file is part of."""
    return {path: at for at, each in reversed([*enumerate(ways)]) for path in each.paths}


def _name(parts: Sequence[Part], taken: Container[str]) -> str:
    """The best name that no other node has; with its folder before it where that has all of them."""
    for part in parts:
        if part.name not in taken:
            return part.name
    path = next((part.folder or part.witness.path.rpartition("/")[0] for part in parts), "")
    name = f"{path}/{parts[0].name}"
    return name if name not in taken else f"{name}-{len(name)}"


def _owned(node: Node, owners: CodeOwners) -> Node:
    """With who owns its folders; where these have several owners, that of the first.

    What has no source here, an image of others or a job, is owned with the manifest that runs it. What a store or broker is shared by
    is not told by who wrote the file.
    """
    places = node.folders or (() if node.infrastructure else [seen.path for seen in node.evidence])
    owner = next(filter(None, map(owners.of, places)), "")
    return replace(node, owner=owner) if owner else node


def _coded(texts: Texts) -> frozenset[str]:
    """The folders that hold code, directly or deeper."""
    found = set[str]()
    for file in texts.tree.files:
        folder = file.path.rpartition("/")[0]
        while folder not in found and file.extension in _CODE and file.role == "source":
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)


def _folders(parts: Sequence[Part]) -> set[str]:
    return {folder for part in parts for folder in (part.folder, *part.libraries) if folder is not None}


def _node(
    name: str, parts: Sequence[Part], others: Container[str], shared: Mapping[str, int], coded: Container[str],
    order: Mapping[str, int], on: Mapping[str, Part],
) -> Node:  # fmt: skip
    folders = _folders(parts)
    role, technology = role_of(
        [*parts, *(on[folder] for folder in sorted(folders) if folder in on)],
        coded=any(folder in coded for folder in folders),
    )
    own = {
        folder for folder in folders if shared[folder] == 1
    } or folders  # what is built of a common folder, and in one of its own
    names = {each for part in parts for each in (part.name, *part.aliases)}
    main = sorted(parts, key=lambda part: order.get(part.witness.path, len(order)))
    return Node(
        name,
        role,
        technology,
        tuple(sorted(each for each in names - {name} if folded(each) not in others)),
        tuple(sorted(own)),
        _image(parts, main, order),
        tuple(sorted({port for part in parts for port in part.ports})),
        tuple(sorted({outer for part in parts for outer, _ in part.published})),
        _replicas(main, order),
        next((part.owner for part in parts if part.owner), ""),
        tuple(sorted(part.witness for part in parts)),
    )


def _image(parts: Sequence[Part], main: Sequence[Part], order: Mapping[str, int]) -> str:
    """That of the part with the best name; of several deployments that of the main one."""
    best = next((part for part in parts if part.image), None)
    if best is None or best.witness.path not in order:
        return best.image if best else ""
    return next(part.image for part in main if part.image)


def _replicas(parts: Sequence[Part], order: Mapping[str, int]) -> int:
    """What the main deployment says; of what bases and overlays of it say, the most."""
    said = [part for part in parts if part.replicas]
    first = [order.get(part.witness.path, len(order)) for part in said]
    return max((part.replicas for part, at in zip(said, first, strict=True) if at == min(first)), default=0)
