"""Modules of ours that no node runs, and which nodes are built with them: by project references, artifacts, workspaces and imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from skerry.facts.fleet import Witness
from skerry.read.fleet.traits._files import File

_PROJECT = re.compile(r"<ProjectReference\s+Include=\"([^\"]+)\"")
_PARTS = ("<dependencies>", "<dependencyManagement>", "<build>", "<profiles>", "<plugins>")
_FOR_TESTS = re.compile(r"^\s*\w*[tT]est\w*\b")
_GRADLE = re.compile(r"\bproject\s*\(\s*(?:path\s*[:=]\s*)?['\"]:?([\w:.-]+)['\"]")
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")
_NPM = re.compile(r"\"((?:@[\w.-]+/)?[\w.-]+)\"\s*:\s*\"(?:workspace:|file:|link:|\*|[\^~]?\d)[^\"]*\"")
_NPM_NAME = re.compile(r"\"name\"\s*:\s*\"([^\"]+)\"")
_GO_MODULE = re.compile(r"(?m)^module\s+(\S+)")
_GO_IMPORT = re.compile(r"^\s*(?:import\s+)?(?:[\w.]+\s+)?\"([\w.-]+(?:/[\w.-]+)+)\"", re.M)
_EDITABLE = re.compile(r"(?m)^\s*(?:-e\s+)?(?:file:)?(\.\.?/[\w./-]+)")
_GENERATED = re.compile(r"(?i)(^|/)(gen|genproto|generated|proto|protos|pb|stubs?|api)(/|$)|pb$|proto$|-api(-\w+)?$")


class Use(Struct, frozen=True):
    """A node is built with the module in `folder`, which is called `name`."""

    node: str
    name: str
    folder: str
    witness: Witness

    @property
    def generated(self) -> bool:
        """Whether the module seems to hold nothing but what is made from a contract."""
        return bool(_GENERATED.search(self.folder))


class Modules:
    """`builds` are all build files; `owners` the node, or '', of each."""

    def __init__(self, builds: Mapping[str, File], owners: Mapping[str, str]) -> None:
        self._folders: dict[str, str] = {}  # by every name that a module may be asked for
        self._go: list[tuple[str, str]] = []
        for path, file in builds.items():
            if path.endswith("go.mod") and (module := _GO_MODULE.search(file.text)):
                self._go.append((module[1], dirname(path)))
            if owners[path] or not dirname(path):
                continue
            for name in _names(path, file):
                self._folders.setdefault(name, dirname(path))

    def asked_by(self, file: File) -> Iterator[tuple[str, str, Witness]]:
        """Name and folder of each module that a build file, or Go code, asks for, and where."""
        if file.kind == "go":
            yield from self._imports(file)
            return
        for name, at in _asked(file):
            if _FOR_TESTS.match(file.line_of(at)):
                continue
            if (folder := self._folders.get(name)) is not None and folder != dirname(file.path):
                shown = basename(folder) if name.startswith("/") else name.rpartition(":")[2].removesuffix(".csproj")
                yield shown, folder, Witness(file.path, file.line(at), "module", shown)

    def _imports(self, file: File) -> Iterator[tuple[str, str, Witness]]:
        for found in _GO_IMPORT.finditer(file.text):
            for module, folder in self._go:
                if found[1].startswith(f"{module}/"):
                    inside = found[1].removeprefix(f"{module}/")
                    at = Witness(file.path, file.line(found.start(1)), "module", found[1])
                    yield inside, join(folder, inside), at


def _names(path: str, file: File) -> Iterator[str]:
    """Under what a module may be asked for: `:name` in Gradle, `/folder` where it is asked for by path, else by its plain name."""
    folder = dirname(path)
    yield f"/{folder}"
    name = basename(path)
    if name == "pom.xml" and (found := _ARTIFACT.search(_head(file.text))):
        yield found[1]
    elif name.startswith("build.gradle"):
        yield f":{basename(folder)}"
    elif name.endswith((".csproj", ".fsproj")):
        yield f"{name}"
    elif name == "package.json" and (found := _NPM_NAME.search(file.text)):
        yield found[1]


def _head(text: str) -> str:
    """What a POM says of itself: all that stands before its parts, without the parent's name."""
    end = min((at for part in _PARTS if (at := text.find(part)) >= 0), default=len(text))
    start, stop = text.find("<parent>", 0, end), text.find("</parent>", 0, end)
    return text[:start] + text[stop:end] if 0 <= start < stop else text[:end]


def _asked(file: File) -> Iterator[tuple[str, int]]:
    name = basename(file.path)
    if name == "pom.xml":
        yield from ((found[1], found.start(1)) for found in _ARTIFACT.finditer(file.text))
    elif name.startswith("build.gradle"):
        yield from ((f":{found[1].rpartition(':')[2]}", found.start(1)) for found in _GRADLE.finditer(file.text))
    elif name.endswith((".csproj", ".fsproj")):
        yield from ((basename(found[1].replace("\\", "/")), found.start(1)) for found in _PROJECT.finditer(file.text))
    elif name == "package.json":
        yield from ((found[1], found.start(1)) for found in _NPM.finditer(file.text))
    elif name.startswith("requirements"):
        for found in _EDITABLE.finditer(file.text):
            yield f"/{normpath(join(dirname(file.path), found[1]))}", found.start(1)
