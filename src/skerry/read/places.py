"""Where things stand in a source tree: what a language needs to find the file that an import means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import basename, commonprefix, dirname

from skerry.read.questions import Questions

PACKAGE = "package|"  # before the name of a package that the root of the tree itself is


@dataclass(frozen=True)
class Places:
    """The paths of a tree (relative, with `/`), the packages that files declare, and what build files say of import roots.

    `aliases` maps an import prefix to a folder: a Go module's path, a package.json's name, a tsconfig path. What is looked up is noted
    in `questions`.
    """

    packages: Mapping[str, str]  # path -> package that the file declares, '' for none
    aliases: Mapping[str, str] = field(default_factory=dict)
    questions: Questions = field(default_factory=Questions, repr=False, compare=False)

    def __contains__(self, path: str) -> bool:
        self.questions.note("path", path)
        return path in self.packages

    def in_package(self, package: str) -> Sequence[str]:
        """The files that declare a package."""
        self.questions.note("package", package)
        return self._by_package.get(package, ())

    @cached_property
    def _by_package(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, package in self.packages.items():
            found[package].append(path)
        return found

    @cached_property
    def _by_declared(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, package in self.packages.items():
            found[package, stem(path)].append(path)
        return found

    def declaring(self, package: str, name: str) -> list[str]:
        """The files of a package that are named after a type: where Java and, by habit, C# declare it."""
        self.questions.note("declared", package, name)
        return self._by_declared.get((package, name), [])

    def in_folder(self, folder: str) -> Sequence[str]:
        """The source files directly in a folder."""
        self.questions.note("folder", folder)
        return self._by_folder.get(folder, ())

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.packages:
            found[dirname(path)].append(path)
        return found

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.packages:
            found[ending(path)].append(path)
        return found

    def ending(self, path: str) -> list[str]:
        """The files whose path is `path` or ends with `/path`, shortest first: for imports whose root nobody declares."""
        tail = ending(path)
        self.questions.note("ending", tail)
        found = [p for p in self._by_ending.get(tail, ()) if p == path or p.endswith("/" + path)]
        if "/" not in path:
            found = [path] if path in self else []
        return sorted(found, key=lambda p: (p.count("/"), p))

    def closest(self, found: Sequence[str], here: str) -> Sequence[str]:
        """`found`, those first that share the longest beginning with the path `here`."""
        return found if len(found) < 2 else sorted(found, key=lambda path: -len(commonprefix((path, here))))

    def module(self, path: str, candidates: Iterable[str]) -> str:
        """The first candidate that is a file of this tree, '' if none is: `path` with other extensions, or an index in that folder."""
        self.questions.note("module", "" if path == "." else path)
        self.questions.note("module", bare(path))
        return next((candidate for candidate in candidates if candidate in self.packages), "")


def ending(path: str) -> str:
    """The last two segments of a path."""
    return "/".join(path.rsplit("/", 2)[-2:])


def bare(path: str) -> str:
    """A path up to the first dot of its last segment."""
    folder = dirname(path)
    return f"{folder}/{stem(path)}" if folder else stem(path)


def indexed(path: str) -> list[str]:
    """The folders that a file is the index of, as `Places.module` sees it."""
    folder = dirname(path)
    if stem(path) != "index":
        return []
    return [folder, dirname(folder)] if basename(folder) in {"src", "lib"} else [folder]


def stem(path: str) -> str:
    """The name of a file up to its first dot."""
    return basename(path).split(".", 1)[0]
