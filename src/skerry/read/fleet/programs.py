"""What a node's process is made of: its own files, and those of libraries in the same tree that they use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath

from skerry.read.fleet.ground import Ground
from skerry.read.fleet.passages import is_code, is_config, is_manifest
from skerry.read.manifests import Texts
from skerry.read.sources import SourceFile

_PROJECT = re.compile(r'<ProjectReference\s+Include\s*=\s*"([^"]+)"')
_FEWEST_OF_A_KEY = 3  # letters; shorter keys are found in any code


class Programs:
    """The texts of each node's program, and whether a key is read in them. Ask for it by `ground.derived(Programs)`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._shared = _libraries(ground)
        self._texts: dict[str, str] = {}
        self._reads: dict[tuple[str, str], bool] = {}
        self._folded: dict[str, frozenset[str]] = {}

    def code(self, node: str) -> Iterator[SourceFile]:
        """The files of code of a node alone."""
        return (file for file in self._ground.files(node) if is_code(file))

    def libraries(self, node: str) -> Iterator[SourceFile]:
        """Files of code that belong to no node, and that this one uses."""
        by_path = self._ground.texts.by_path
        return (by_path[path] for path in sorted(self._shared.get(node, ())) if path in by_path)

    def config(self, node: str) -> Iterator[SourceFile]:
        """The files of configuration of a node alone."""
        return (
            file
            for file in self._ground.files(node)
            if is_config(file) and not is_manifest(self._ground.texts.of(file.path))
        )

    def has_source(self, node: str) -> bool:
        """Whether there is code, or configuration, in which a key could be looked for."""
        return bool(self.text(node))

    def text(self, node: str) -> str:
        """All texts of a node and of what it uses."""
        if node not in self._texts:
            files = [*self.code(node), *self.libraries(node), *self.config(node)]
            self._texts[node] = "\n".join(self._ground.texts.of(file.path) for file in files)
        return self._texts[node]

    def reads(self, node: str, key: str) -> bool:
        """Whether code or configuration of a node names a key: as it is, or as its framework would know it by."""
        if (node, key) not in self._reads:
            self._reads[node, key] = self._read(node, key)
        return self._reads[node, key]

    def _read(self, node: str, key: str) -> bool:
        text = self.text(node)
        if _named(key, text):
            return True
        if "__" in key:  # .NET: sections of the configuration, which code names one by one or with colons between
            sections = [each for each in key.split("__") if not each.isdigit()]
            return all(_named(each, text) for each in sections)
        if any(file.extension in {".java", ".kt"} for file in self.code(node)):  # Spring's relaxed names
            return self._relaxed(node, key)
        return False

    def _relaxed(self, node: str, key: str) -> bool:
        """`ORDER_SERVICEURL` is `order.service-url`, or a field `serviceUrl` of the properties under `order`."""
        if node not in self._folded:
            words = re.findall(r"[A-Za-z][\w.-]+", self.text(node))
            self._folded[node] = frozenset(re.sub(r"[_.-]", "", word).lower() for word in set(words))
        chunks = re.split(r"[_.]", key.lower())
        tails = ("".join(chunks[at:]) for at in range(len(chunks)))
        return any(len(tail) > 2 * _FEWEST_OF_A_KEY and tail.replace("-", "") in self._folded[node] for tail in tails)


def _named(key: str, text: str) -> bool:
    """Whether a word stands in a text. The plain search comes first, since it is a hundred times faster and mostly says no."""
    if len(key) < _FEWEST_OF_A_KEY or key not in text:
        return False
    return bool(re.search(rf"(?<![\w]){re.escape(key)}(?![\w])", text))


def _libraries(ground: Ground) -> dict[str, set[str]]:
    """For each node the files of nobody to which its code refers, directly or by other such files."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, nodes in ground.reached.items():
        for node in nodes:
            found[node].add(path)
    for node, files in _projects(ground.texts, ground.node_of).items():
        found[node].update(files)
    return found


def _projects(texts: Texts, node_of: Callable[[str], str]) -> dict[str, set[str]]:
    """The code of .NET projects to which a node's project refers, directly or by others, and that are no nodes themselves."""
    refers = {
        dirname(file.path): {
            normpath(join(dirname(file.path), dirname(path.replace("\\", "/"))))
            for path in _PROJECT.findall(texts.of(file.path))
        }
        for file in texts.named("*.csproj", "*.fsproj", "*.vbproj")
    }
    members: dict[str, list[str]] = defaultdict(list)
    for file in texts.tree.files if refers else ():
        if is_code(file):
            members[_project(file.path, refers)].append(file.path)
    found: dict[str, set[str]] = defaultdict(set)
    for folder in refers:
        if not (node := node_of(folder + "/x")):
            continue
        seen, waiting = {folder}, [folder]
        while waiting:
            for other in refers.get(waiting.pop(), ()):
                if other not in seen and not node_of(other + "/x"):
                    seen.add(other)
                    waiting.append(other)
                    found[node].update(members.get(other, ()))
    return found


def _project(path: str, known: dict[str, set[str]]) -> str:
    while path:
        path = dirname(path)
        if path in known:
            return path
    return ""
