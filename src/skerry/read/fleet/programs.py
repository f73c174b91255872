"""What a node's process is made of: its own files, and those of libraries in the same tree that they use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from posixpath import dirname, join, normpath

from skerry.read.fleet.ground import Ground
from skerry.read.fleet.passages import is_code, is_config, is_manifest, is_start
from skerry.read.manifests import Texts
from skerry.read.sources import SourceFile

_PROJECT = re.compile(r'<ProjectReference\s+Include\s*=\s*"([^"]+)"')
_LONGEST = 300  # letters of a line
_SEPARATORS = re.compile(r"[_.-]")
_OF_DOTNET = frozenset(["ConnectionStrings", "services", "http", "https"])  # sections that no code names
_FEWEST_OF_A_KEY = 3  # letters; shorter keys are found in any code


class Programs:
    """The texts of each node's program, and whether a key is read in them. Ask for it by `ground.derived(Programs)`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._shared = _libraries(ground)
        self._texts: dict[tuple[str, str], str] = {}
        self._reads: dict[tuple[str, str], bool] = {}
        self._folded: dict[tuple[str, str], frozenset[str]] = {}

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

    def has_code(self, node: str) -> bool:
        """Whether there is code in which a key could be looked for."""
        return bool(self._code(node))

    def reads(self, node: str, key: str) -> bool:
        """Whether code of a node, or a template of its configuration, names a key: as it is, or as its framework would know it by."""
        if (node, key) not in self._reads:
            self._reads[node, key] = self._read(node, key)
        return self._reads[node, key]

    def lines(self, node: str, key: str) -> str:
        """The lines of a node's code on which a key stands."""
        code = self._code(node)
        return "\n".join(code[code.rfind("\n", 0, at) + 1 : at][-_LONGEST:] for at in _places(key, code))

    def declares(self, node: str, key: str) -> bool:
        """Whether the configuration of a node has a key of its own in whose place this one is set, by Spring's relaxed names."""
        return self._is_jvm(node) and self._relaxed(node, key)

    def _read(self, node: str, key: str) -> bool:
        code, config = self._code(node), self._config(node)
        if _named(key, code) or (key in config and _used(key, config)):
            return True
        if "__" in key:  # .NET: sections of the configuration, which code names one by one or with colons between
            sections = [each for each in key.split("__") if each not in _OF_DOTNET and not each.isdigit()]
            return bool(sections) and all(_named(each, code) for each in sections)
        return self._is_jvm(node) and any(tail in self._words(node, code, "code") for tail in _tails(key))

    def _relaxed(self, node: str, key: str) -> bool:
        return any(tail in self._words(node, self._config(node), "config") for tail in _tails(key))

    def _is_jvm(self, node: str) -> bool:
        return any(file.extension in {".java", ".kt"} for file in self.code(node))

    def _code(self, node: str) -> str:
        return self._text(node, "code", lambda: (*self.code(node), *self.libraries(node)))

    def _config(self, node: str) -> str:
        return self._text(node, "config", lambda: (*self.config(node), *filter(is_start, self._ground.files(node))))

    def _text(self, node: str, what: str, files: Callable[[], Iterable[SourceFile]]) -> str:
        if (node, what) not in self._texts:
            self._texts[node, what] = "\n".join(self._ground.texts.code(file.path) for file in files())
        return self._texts[node, what]

    def _words(self, node: str, text: str, what: str) -> frozenset[str]:
        if (node, what) not in self._folded:
            words = set(re.findall(r"[A-Za-z][\w.-]+", text))
            self._folded[node, what] = frozenset(_SEPARATORS.sub("", word).lower() for word in words)
        return self._folded[node, what]


def _named(key: str, text: str) -> bool:
    """Whether a word stands in a text."""
    return len(key) >= _FEWEST_OF_A_KEY and next(_places(key, text), -1) >= 0


def _places(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text. A plain search, since patterns with boundaries are a hundred times slower."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1])):
            yield at
        at = text.find(word, end)


def _is_letter(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _used(key: str, config: str) -> bool:
    """Whether configuration refers to a variable, and does not only set it."""
    word = re.escape(key)
    return bool(
        re.search(rf"\$[{{(]?{word}(?!\w)|(?<!\w)(?<!ENV )(?<!ARG )(?<!export ){word}(?!\w|[\"']?\s*[:=])", config)
    )


def _tails(key: str) -> Iterator[str]:
    """`ORDER_SERVICEURL` is `order.service-url`, or a field `serviceUrl` of the properties under `order`."""
    chunks = _SEPARATORS.split(key.lower())
    for at in range(len(chunks)):
        if len(tail := "".join(chunks[at:])) > 2 * _FEWEST_OF_A_KEY:
            yield tail


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
