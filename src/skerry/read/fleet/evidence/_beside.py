"""The modules of a JVM build beside each other: which ones a module is built with, and with which libraries through them."""

from __future__ import annotations

import re
from functools import cached_property
from posixpath import basename, dirname

from skerry.read.fleet.ground import Ground
from skerry.read.manifests import Library, libraries

_BUILDS = ("pom.xml", "build.gradle", "build.gradle.kts")
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")
_OTHERS = re.compile(r"<(?:dependencies|dependencyManagement|build|profiles|modules)>")
_MOST = 200  # modules that one is built with


class Beside:
    """All folders of the tree with a build file; those that are no nodes may be built into others."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._libraries: dict[str, list[Library]] = {}

    @cached_property
    def _folders(self) -> dict[str, str]:
        """Folders by the names of their modules; without names that several have."""
        found: dict[str, set[str]] = {}
        for file in self._ground.texts.named(*_BUILDS):
            folder = dirname(file.path)
            if self._ground.node_of(file.path):
                continue  # a service: what has the same name as its folder is another thing
            for name in {basename(folder), self._artifact(file.path)} - {""}:
                found.setdefault(name, set()).add(folder)
        return {name: next(iter(folders)) for name, folders in found.items() if len(folders) == 1}

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(dirname(file.path) for file in self._ground.texts.named(*_BUILDS))

    def _artifact(self, path: str) -> str:
        """Its own name in a `pom.xml`: the first that is neither that of its parent nor of what it depends on."""
        text = self._ground.texts.of(path) if path.endswith(".xml") else ""
        start, end = text.find("<parent>"), text.find("</parent>")
        head = _OTHERS.split(text[: max(start, 0)] + text[end:] if start < end else text, maxsplit=1)[0]
        found = _ARTIFACT.search(head)
        return found[1] if found else ""

    def around(self, path: str) -> str:
        """The folder of the module in which a file stands; '' also where there is none."""
        while path:
            path = dirname(path)
            if path in self._all:
                return path
        return ""

    def built(self, folder: str) -> tuple[list[Library], set[str]]:
        """The libraries of the module in a folder, and those of the modules that it is built with, and their folders.

        What a module excludes on the way is left out, unless it comes by another way.
        """
        start = (folder, frozenset[str]())
        found, seen, waiting = list[Library](), {start}, [start]
        while waiting:
            at, without = waiting.pop()
            rows = [each for each in self._of(at) if each.name not in without]
            found += rows
            for each in rows:
                other = self._folders.get(each.name, "")
                step = (other, without.union(each.without))
                if other and step not in seen and len(seen) < _MOST:
                    seen.add(step)
                    waiting.append(step)
        return list(dict.fromkeys(found)), {at for at, _ in seen} - {folder}

    def _of(self, folder: str) -> list[Library]:
        if folder not in self._libraries:
            self._libraries[folder] = libraries(self._ground.texts, folder)
        return self._libraries[folder]
