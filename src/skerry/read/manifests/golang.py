"""Programs of Go modules: each folder of `package main` is one, with the packages that only it imports. Source: the Go module reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from posixpath import dirname

from skerry.facts.fleet import Witness
from skerry.read.manifests._modules import belonging
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts

READER = "go"
_MODULE = re.compile(r"^module\s+\"?([^\s\"]+)", re.M)
_HEAD = 20_000  # characters of a file in which its imports stand
_PACKAGE = re.compile(r"^package\s+(\w+)", re.M)
_IMPORTS = re.compile(r'^import\s+(?:\(([^)]*)\)|[\w.]*\s*("[^"]+"))', re.M)
_TEXT = re.compile(r'"([^"\n]+)"')
_SERVES = re.compile(r"ListenAndServe|net\.Listen\(|\.Serve\(|\.Run\(|\.Start\(|lambda\.Start|grpc\.NewServer")


def read(texts: Texts) -> Iterator[Part]:
    """A part for each program of each module."""
    modules = {
        dirname(file.path): found[1] for file in texts.named("go.mod") if (found := _MODULE.search(texts.of(file.path)))
    }
    if modules:
        yield from _Packages(texts, modules).programs()


class _Packages:
    """The packages of all modules of a tree, with what each imports of them."""

    def __init__(self, texts: Texts, modules: dict[str, str]) -> None:
        self._texts, self._modules = texts, modules
        self._names = sorted(((name, folder) for folder, name in modules.items()), key=lambda row: -len(row[0]))
        self._needs: dict[str, set[str]] = defaultdict(set)
        self._main: dict[str, str] = {}
        self._serving: set[str] = set()
        for file in texts.named("*.go"):
            if file.role in {"source", "generated"}:
                self._take(file.path)

    def _take(self, path: str) -> None:
        text, folder = self._texts.of(path), dirname(path)
        package = _PACKAGE.search(text)
        if package is None or self._module(folder) is None:
            return
        if package[1] == "main" and "func main(" in text:
            self._main.setdefault(folder, path)
        if _SERVES.search(text):
            self._serving.add(folder)
        for found in _IMPORTS.finditer(text[:_HEAD]):
            for name in _TEXT.findall(found[1] or found[2]):
                if (target := self._folder(name)) is not None and target != folder:
                    self._needs[folder].add(target)

    def _module(self, folder: str) -> str | None:
        while folder not in self._modules:
            if not folder:
                return None
            folder = dirname(folder)
        return folder

    def _folder(self, name: str) -> str | None:
        for module, folder in self._names:
            if name == module or name.startswith(f"{module}/"):
                inner = name[len(module) + 1 :]
                found = f"{folder}/{inner}".strip("/")
                return found if found in self._texts.folders else None
        return None

    def programs(self) -> Iterator[Part]:
        """A part for each folder of `package main`."""
        own = belonging(self._needs, self._main)
        for folder, path in self._main.items():
            within = tuple(each for each in own[folder] if not each.startswith(f"{folder}/" if folder else ""))
            named = folder.rpartition("/")[2]
            if named in {"cmd", "src", "app", "server", "main", ""}:  # which says nothing
                named = (
                    dirname(folder).rpartition("/")[2] or self._modules[self._module(folder) or ""].rpartition("/")[2]
                )
            yield Part(
                named, Witness(path, 1, READER, "package main"), rank=10, folder=folder, technology="go",
                runs=False, serves=bool(self._serving & {folder, *own[folder]}), libraries=within,
            )  # fmt: skip
