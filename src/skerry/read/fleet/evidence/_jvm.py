"""What is known of the nodes that are written for the JVM: their libraries, annotations, Spring properties and source texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence._beside import Beside
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.merge import folded
from skerry.read.manifests import Library, Property, properties, relaxed
from skerry.read.sources import SourceFile

CODE = frozenset([".java", ".kt", ".kts", ".groovy", ".scala"])
_CONFIGURATION = frozenset([".yml", ".yaml", ".properties"])
_OWN = re.compile(r"(application|bootstrap)(-[\w.-]+)?\.(ya?ml|properties)$")
_ANNOTATION = re.compile(r"^[ \t]*@([A-Z]\w+)", re.MULTILINE)
_REMARK = re.compile(r"^[ \t]*(?://|\*|/\*).*$", re.MULTILINE)
_PLACE = re.compile(r"\$\{([^${}:]*)(?::([^${}]*))?\}")
_SPRINGS = re.compile(
    r"^(spring|server|eureka|management|feign|ribbon|zuul|security|logging|hystrix|info|endpoints|resilience4j|turbine)\b",
    re.MULTILINE,
)
_DATA = re.compile(r".*(?:data-(?:jpa|mongodb|neo4j|cassandra|rest|jdbc)|mybatis|hibernate).*")
_MOST_PLACES = 20  # placeholders of one value
_NESTED = 4  # placeholders whose value has placeholders


@dataclass(frozen=True)
class Module:
    """A node's side of the JVM. `shared` are properties that a configuration server gives to all its clients.

    `kept` says that the tree has what a configuration server keeps for this node alone.
    `libraries` are also those of the modules of this tree that it is built with; `built_with` the folders of these modules.
    """

    node: Node
    libraries: tuple[Library, ...]
    annotations: dict[str, Witness]
    own: tuple[Property, ...]
    shared: tuple[Property, ...]
    environment: dict[str, str]
    sources: tuple[SourceFile, ...]
    built_with: frozenset[str]
    kept: bool

    def library(self, pattern: re.Pattern[str]) -> Witness | None:
        """Where a library that matches is named; None if there is none."""
        for each in self.libraries:
            if pattern.fullmatch(each.name):
                return Witness(each.path, each.line, "", each.name)
        return None

    def annotation(self, *names: str) -> Witness | None:
        """Where one of some annotations stands; None if there is none."""
        return next((self.annotations[name] for name in names if name in self.annotations), None)

    @cached_property
    def built(self) -> bool:
        """Whether its own build file says what is aboard, so that what is not named there is not."""
        return any(dirname(each.path) in self.node.folders for each in self.libraries)

    @property
    def keeps_data(self) -> bool:
        """Whether it has data of its own."""
        return self.library(_DATA) is not None

    def property(self, *keys: str) -> Iterator[Property]:
        """Own and shared properties of some keys, which are relaxed."""
        for key in keys:
            yield from self._by_key.get(key, ())

    def below(self, prefix: str) -> Iterator[Property]:
        """Own and shared properties whose keys begin with a relaxed prefix."""
        return (each for each in (*self.own, *self.shared) if each.key.startswith(prefix))

    def disabled(self, key: str) -> bool:
        """Whether a switch (`eureka.client.enabled`), or that of a part around it, is off; in one profile alone is not off."""
        parts = relaxed(key).split(".")
        for end in range(2, len(parts)):
            given = [(each.profile, each.value.lower()) for each in self.property(".".join((*parts[:end], "enabled")))]
            if ("", "false") in given and not any(value == "true" for _, value in given):
                return True
        return False

    @cached_property
    def _by_key(self) -> dict[str, list[Property]]:
        found: dict[str, list[Property]] = {}
        for each in (*self.own, *self.shared):
            found.setdefault(each.key, []).append(each)
        return found

    def filled(self, value: str) -> str:
        """A value with its placeholders replaced: by the environment, by other properties, by what stands behind their colon."""
        for _ in range(_NESTED):
            if "${" not in value:
                break
            value = _PLACE.sub(lambda m: self._place(m[1], m[2]), value, count=_MOST_PLACES)
        return value

    def _place(self, name: str, otherwise: str | None) -> str:
        given = self.environment.get(relaxed(name.replace(".", "")))
        if given is None:
            given = next((each.value for each in self.property(relaxed(name))), None)
        return given if given is not None else otherwise or ""


class Jvm:
    """All nodes with a build file, Java or Kotlin sources or Spring configuration of theirs."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._code: dict[str, str] = {}
        self._given = _given(ground)
        self._beside = Beside(ground)
        self.modules: dict[str, Module] = {}
        for node in ground.nodes:
            module = self._module(node)
            if module.libraries or module.own or module.annotations:
                self.modules[node.name] = module

    def __iter__(self) -> Iterator[Module]:
        return iter(self.modules.values())

    def _module(self, node: Node) -> Module:
        ground = self._ground
        files = [file for file in ground.files(node.name) if file.role not in {"test", "generated"}]
        sources = tuple(file for file in files if file.extension in CODE)
        repository = self._given.own
        own = [
            file.path for file in files if _OWN.fullmatch(basename(file.path)) and file.path not in self._given.paths
        ]
        own += repository.get(node.name, ())
        built = [self._beside.built(folder) for folder in node.folders]
        return Module(
            node,
            tuple(each for rows, _ in built for each in rows),
            dict(self._annotations(sources)),
            tuple(each for path in own for each in properties(ground.texts, path)),
            tuple(each for path in self._given.shared for each in properties(ground.texts, path)),
            {relaxed(s.key.replace(".", "")): s.value for s in ground.settings(node.name)},
            sources,
            frozenset(folder for _, folders in built for folder in folders),
            node.name in repository,
        )

    def _annotations(self, sources: Iterable[SourceFile]) -> Iterator[tuple[str, Witness]]:
        for file in sources:
            text = self.code(file.path)
            for found in _ANNOTATION.finditer(text):
                yield found[1], Witness(file.path, text.count("\n", 0, found.start(1)) + 1, "", found[0].strip())

    @cached_property
    def aboard(self) -> frozenset[str]:
        """The services that have a router aboard, as Zuul can be, and are there for their data: others are there for routing."""
        routers = [module for module in self if module.node.role == "gateway"]
        keeping = frozenset(module.node.name for module in routers if module.keeps_data)
        return keeping if len(keeping) < len(routers) else frozenset()

    def node(self, name: str) -> Node:
        """A node of the fleet by its name."""
        return self._ground.by_name[name]

    def meant(self, module: Module, written: str) -> tuple[str, ...]:
        """The nodes that an address leads to, as a module writes it, with its placeholders filled."""
        return tuple(self._ground.addresses.of(module.filled(written), module.node.name))

    @cached_property
    def shared_sources(self) -> dict[str, list[SourceFile]]:
        """Sources of modules that are no nodes and that nodes are built with, by the module's folder."""
        wanted = {folder for module in self for folder in module.built_with}
        found: dict[str, list[SourceFile]] = {}
        for file in self._ground.texts.tree.files if wanted else ():
            if file.extension in CODE and file.role not in {"test", "generated"}:
                folder = self._beside.around(file.path)
                if folder in wanted and not self._ground.node_of(file.path):
                    found.setdefault(folder, []).append(file)
        return found

    def code(self, path: str) -> str:
        """A source's text without lines that are remarks; its lines keep their numbers."""
        if path not in self._code:
            self._code[path] = _REMARK.sub("", self._ground.texts.code(path))
        return self._code[path]


@dataclass(frozen=True)
class _Given:
    """Files of a configuration server's repository: for one service each, and for all."""

    own: dict[str, list[str]]
    shared: tuple[str, ...]
    paths: frozenset[str]


def _given(ground: Ground) -> _Given:
    """A folder is such a repository if files in it are named after services and speak of Spring."""
    names = {folded(name): node.name for node in ground.nodes for name in (*node.aliases, node.name) if node.folders}
    own: dict[str, list[str]] = defaultdict(list)
    folders: set[str] = set()
    for file in ground.texts.tree.files:
        if file.extension not in _CONFIGURATION or file.role == "test":
            continue
        node = _named(basename(file.path).rpartition(".")[0], names)
        if node and _SPRINGS.search(ground.texts.of(file.path)):
            own[node].append(file.path)
            folders.add(dirname(file.path))
    shared = tuple(
        file.path
        for file in ground.texts.tree.files
        if dirname(file.path) in folders
        and _OWN.fullmatch(basename(file.path))
        and not dirname(file.path).endswith("/resources")
    )
    return _Given(dict(own), shared, frozenset(path for paths in own.values() for path in paths) | set(shared))


def _named(stem: str, names: dict[str, str]) -> str:
    """The node of `orders.yml` and `orders-production.yml`."""
    parts = folded(stem).split("-")
    for end in range(len(parts), 0, -1):
        if node := names.get("-".join(parts[:end])):
            return node
    return ""
