"""What every family of traits stands on: for each node the files that say how it behaves, and the calls seen in each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from posixpath import basename, dirname

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.merge import folded
from skerry.read.fleet.traits._files import File, kind_of
from skerry.read.fleet.traits._modules import Modules, Use
from skerry.read.manifests import Property, libraries, properties

_READ = frozenset(["source", "script"])
_ON_CLASS_PATH = ("pom.xml", "build.gradle", "build.gradle.kts")
_LONGEST = 400_000  # bytes of one file: code that is longer was not written by hand
_MARKS = 4  # lines of annotations above a function that are its own
_MOST_MODULES = 200  # of one node, with those that modules ask for


class Stand:
    """`links` are all that were found, so that a trait of a call can be told from a trait of the node."""

    def __init__(self, ground: Ground, links: Sequence[Link]) -> None:
        self.ground = ground
        self._links = links
        self._made: dict[str, File] = {}
        self._properties: dict[str, Sequence[Property]] = {}

    @property
    def nodes(self) -> Sequence[Node]:
        """The nodes, by name."""
        return self.ground.nodes

    def code(self, node: str) -> Iterator[File]:
        """The code of a node and of the modules of ours it is built with, without tests and what is generated."""
        return (file for file in self.files(node) if file.kind not in {"build", "config"})

    def libraries(self, node: str) -> Sequence[tuple[str, Witness]]:
        """The libraries that a node's build files ask for, and those of JVM modules that it is built with, and where."""
        return self._libraries.get(node, ())

    def configs(self, node: str) -> Iterator[File]:
        """The configuration beside a node's code, and what a configuration server of the same tree holds for it."""
        return (file for file in self.files(node) if file.kind == "config")

    def files(self, node: str) -> Sequence[File]:
        """All of these."""
        return self._files.get(node, ())

    def own(self, node: str) -> Sequence[File]:
        """Those that stand in the node's folders alone."""
        return self._own.get(node, ())

    def targets(self, node: str, path: str, line: int) -> frozenset[str]:
        """Whom a node is known to call in the function around a line, else in the whole file."""
        calls = self._targets.get((node, path), ())
        for first, last in self.functions(path) if calls else ():
            if first - _MARKS <= line <= last and (inside := {name for name, at in calls if first <= at <= last}):
                return frozenset(inside)
        return frozenset(name for name, _ in calls)

    def calls(self) -> Iterator[tuple[str, int, str]]:
        """Path, line and callee of all calls that were seen in code."""
        for (_, path), rows in self._targets.items():
            yield from ((path, line, target) for target, line in rows if target in self.ground.by_name)

    def functions(self, path: str) -> Sequence[tuple[int, int]]:
        """First and last line of the functions of a file, the shortest first."""
        return self._functions.get(path, ())

    def uses(self) -> Iterator[Use]:
        """Which node is built with which module of ours, directly or through another one."""
        for rows in self._uses.values():
            yield from rows

    def properties(self, file: File) -> Sequence[Property]:
        """The keys and values of a configuration file in YAML, of Java's form or .NET's `appsettings`; none for others."""
        if file.path not in self._properties:
            told = file.path.endswith((".yml", ".yaml", ".properties")) or basename(file.path).startswith("appsettings")
            self._properties[file.path] = properties(self.ground.texts, file.path) if told else ()
        return self._properties[file.path]

    # ------------------------------------------------------------------ how it is found

    @cached_property
    def _own(self) -> dict[str, list[File]]:
        """The files in a node's folders."""
        return {node.name: list(self._read(node.name)) for node in self.nodes if node.folders}

    def _read(self, node: str) -> Iterator[File]:
        others = {path for name, paths in self._repository.items() if name != node for path in paths}
        for file in self.ground.files(node):
            kind = kind_of(file.path)
            if (
                kind
                and file.path not in others
                and file.role in _READ
                and (found := self.file(file.path, kind)) is not None
            ):
                yield found

    def file(self, path: str, kind: str) -> File | None:
        """A file's text taken apart, once; None for one that can't be read or is empty."""
        if path not in self._made:
            text = self.ground.texts.of(path)
            self._made[path] = File(path, kind, text[:_LONGEST])
        return self._made[path] if self._made[path].text else None

    def known(self, path: str) -> File | None:
        """A file that was asked for before."""
        return self._made.get(path)

    @cached_property
    def _builds(self) -> dict[str, File]:
        paths = [
            file.path for file in self.ground.texts.tree.files if kind_of(file.path) == "build" and file.role in _READ
        ]
        return {path: file for path in paths if (file := self.file(path, "build")) is not None}

    @cached_property
    def _files(self) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        for name, files in self._own.items():
            inside = {use.folder for use in self._uses[name]}
            rows = [*files, *self._served(name)]
            rows += self._in_use(files, [file for folder in sorted(inside) for file in self._loose(folder)])
            rows += self._reached.get(name, ())
            found[name] = list({file.path: file for file in rows}.values())
        return found

    @cached_property
    def _reached(self) -> dict[str, list[File]]:
        """Code of no node to which a node's code refers."""
        found: dict[str, list[File]] = defaultdict(list)
        roles = self.ground.texts.by_path
        for path, nodes in self.ground.reached.items():
            kind = kind_of(path)
            file = self.file(path, kind) if kind and path in roles and roles[path].role in _READ else None
            if file is not None:
                for node in nodes:
                    found[node].append(file)
        return found

    def _in_use(self, own: Sequence[File], files: Sequence[File]) -> Iterator[File]:
        """Of modules' files those whose classes and functions are mentioned, by a node or by such a file.

        What a JVM finds on its class path may work unmentioned, by component scan and autoconfiguration.
        """
        words = {word for file in own if file.kind not in {"build", "config"} for word in file.words}
        waiting = [file for file in files if file.kind not in {"build", "config"}]
        yield from (file for file in files if file.kind == "config")
        while used := [file for file in waiting if file.kind == "java" or not words.isdisjoint(self._declared(file))]:
            yield from used
            words.update(word for file in used for word in file.words)
            paths = {file.path for file in used}
            waiting = [file for file in waiting if file.path not in paths]

    def _declared(self, file: File) -> frozenset[str]:
        """The names of what a file declares; all its words where no reader of its language knows."""
        return self._names.get(file.path, file.words)

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        """What others can say without a class before it: types, functions outside of them, and C#'s extension methods."""
        found: dict[str, set[str]] = defaultdict(set)
        units = self.ground.code.units
        for unit in units:
            inside = (
                unit.kind == "function" and unit.parent >= 0 and units[unit.parent].kind not in {"file", "function"}
            )
            if unit.kind != "file" and not (inside and not self._extends(unit.path, unit.line, unit.end)):
                found[unit.path].add(unit.name)
        return {path: frozenset(names) for path, names in found.items()}

    def _extends(self, path: str, first: int, last: int) -> bool:
        """Whether a method of C# is called as if it were one of its first parameter."""
        file = self._made.get(path) if path.endswith(".cs") else None
        return file is not None and "(this " in file.text[file.at(first) : file.at(min(last, first + 3) + 1)]

    @cached_property
    def _libraries(self) -> dict[str, list[tuple[str, Witness]]]:
        found: dict[str, list[tuple[str, Witness]]] = {}
        for name, files in self._own.items():
            folders = {*self.ground.by_name[name].folders, *(use.folder for use in self._uses[name])}
            rows = [each for folder in sorted(folders) for each in libraries(self.ground.texts, folder)]
            found[name] = [(each.name, Witness(each.path, each.line, "", each.name)) for each in dict.fromkeys(rows)]
            others = [file for file in files if file.kind == "build" and not file.path.endswith(_ON_CLASS_PATH)]
            found[name] += [
                (token.rstrip("."), file.witness(at, "")) for file in others for token, at in file.tokens.items()
            ]
        return found

    @cached_property
    def _uses(self) -> dict[str, list[Use]]:
        modules = Modules(self._builds, {path: self.ground.node_of(path) for path in self._builds})
        return {name: list(self._used(name, files, modules)) for name, files in self._own.items()}

    def _used(self, node: str, files: Sequence[File], modules: Modules) -> Iterator[Use]:
        seen: set[str] = set()
        waiting = [file for file in files if file.kind in {"build", "go"}]
        while waiting and len(seen) < _MOST_MODULES:
            for name, folder, witness in modules.asked_by(waiting.pop(0)):
                if folder in seen or self.ground.node_of(f"{folder}/x") or not self._loose(folder):
                    continue
                seen.add(folder)
                waiting += [file for file in self._loose(folder) if file.kind in {"build", "go"}]
                yield Use(node, name, folder, witness)

    def _loose(self, folder: str) -> Sequence[File]:
        """The files in a folder that belong to no node."""
        rows = []
        for path, kind, role in self._by_folder.get(folder, ()):
            if role in _READ and (file := self.file(path, kind)) is not None:
                rows.append(file)
        return rows

    @cached_property
    def _by_folder(self) -> dict[str, list[tuple[str, str, str]]]:
        """The files of no node under each folder around them, as far as the root."""
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for file in self.ground.texts.tree.files:
            kind = kind_of(file.path)
            if not kind or self.ground.node_of(file.path):
                continue
            folder = dirname(file.path)
            go = kind == "go"
            while folder:
                found[folder].append((file.path, kind, file.role))
                if go:  # a package is one folder
                    break
                folder = dirname(folder)
        return found

    @cached_property
    def _repository(self) -> dict[str, list[str]]:
        """Under the folded name of a node, or `application`, the files with its settings in a configuration server's repository."""
        names = {folded(name): node.name for node in self.nodes for name in (node.name, *node.aliases)}
        folders: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for file in self.ground.texts.tree.files:
            if file.extension in {".yml", ".yaml", ".properties"}:
                folders[dirname(file.path)].append((_stem(file.path), file.path))
        found: dict[str, list[str]] = defaultdict(list)
        for folder, rows in folders.items():
            owner = self.ground.node_of(f"{folder}/x")
            named = [(_whose(stem, names), stem, path) for stem, path in rows]
            if not any(name and name != owner for name, _, _ in named):
                continue
            for name, stem, path in named:
                if name or stem.startswith("application"):
                    found[name or "application"].append(path)
        return found

    def _served(self, name: str) -> Iterator[File]:
        """What a configuration server has for a node; what it has for all is for those that are written for the JVM."""
        asks = any(file.kind == "java" or file.path.endswith(_ON_CLASS_PATH) for file in self._own[name])
        for path in (*self._repository.get(name, ()), *(self._repository.get("application", ()) if asks else ())):
            if (file := self.file(path, "config")) is not None:
                yield file

    @cached_property
    def _targets(self) -> dict[tuple[str, str], set[tuple[str, int]]]:
        """Callee and line of all calls seen in a file of code."""
        found: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
        for link in self._links:
            if kind_of(link.witness.path) not in {"", "build", "config"}:
                found[link.source, link.witness.path].add((link.target, link.witness.line))
        return found

    @cached_property
    def _functions(self) -> dict[str, list[tuple[int, int]]]:
        """First and last line of the functions of each file, the shortest first."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for unit in self.ground.code.units:
            if unit.kind == "function":
                found[unit.path].append((unit.line, unit.end))
        return {path: sorted(rows, key=lambda row: row[1] - row[0]) for path, rows in found.items()}


def _whose(stem: str, names: Mapping[str, str]) -> str:
    """Whose settings a file of this name has; behind the name may be a profile."""
    return names.get(stem) or names.get(stem.rpartition("-")[0], "")


def _stem(path: str) -> str:
    return folded(basename(path).rpartition(".")[0])
