"""Where things stand in a source tree: what a language needs to find the file that an import means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import basename, commonprefix, dirname

PACKAGE = "package|"  # before the name of a package that the root of the tree itself is


@dataclass(frozen=True)
class Places:
    """The paths of a tree (relative, with `/`), the packages that files declare, and what build files say of import roots.

    `aliases` maps an import prefix to a folder: a Go module's path, a package.json's name, a tsconfig path.
    """

    packages: Mapping[str, str]  # path -> package that the file declares, '' for none
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, path: str) -> bool:
        return path in self.packages

    @cached_property
    def by_package(self) -> dict[str, list[str]]:
        """Package name to the files that declare it."""
        found: dict[str, list[str]] = defaultdict(list)
        for path, package in self.packages.items():
            found[package].append(path)
        return found

    @cached_property
    def _by_declared(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, package in self.packages.items():
            found[package, basename(path).split(".", 1)[0]].append(path)
        return found

    def declaring(self, package: str, name: str) -> list[str]:
        """The files of a package that are named after a type: where Java and, by habit, C# declare it."""
        return self._by_declared.get((package, name), [])

    @cached_property
    def by_folder(self) -> dict[str, list[str]]:
        """Folder to the source files directly in it."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.packages:
            found[dirname(path)].append(path)
        return found

    @cached_property
    def by_ending(self) -> dict[str, list[str]]:
        """Last two segments of a path to the paths that end so."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.packages:
            found["/".join(path.rsplit("/", 2)[-2:])].append(path)
        return found

    def ending(self, path: str) -> list[str]:
        """The files whose path is `path` or ends with `/path`, shortest first: for imports whose root nobody declares."""
        tail = "/".join(path.rsplit("/", 2)[-2:])
        found = [p for p in self.by_ending.get(tail, ()) if p == path or p.endswith("/" + path)]
        if "/" not in path:
            found = [path] if path in self.packages else []
        return sorted(found, key=lambda p: (p.count("/"), p))

    def closest(self, found: Sequence[str], here: str) -> Sequence[str]:
        """`found`, those first that share the longest beginning with the path `here`."""
        return found if len(found) < 2 else sorted(found, key=lambda path: -len(commonprefix((path, here))))

    def existing(self, candidates: Iterable[str]) -> list[str]:
        """Those candidates that are files of this tree."""
        return [path for path in candidates if path in self.packages]
