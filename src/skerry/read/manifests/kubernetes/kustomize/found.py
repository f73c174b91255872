"""Which kustomizations there are, what they are made of, and which of them nobody takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath

from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import listed, mappings, text

_KINDS = frozenset(["Kustomization", "Component"])
_TAKES = ("resources", "bases", "components")
_NAMES = (
    *_TAKES,
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "crds",
    "replacements",
    "transformers",
    "generators",
)
_ADDRESS = re.compile(r"git@|(?:github|gitlab|bitbucket)\.(?:com|org)[:/]|[\w-]+(?:\.[\w-]+)+/[^\s]+\.git\b")
_MOST = 5_000  # files of one


def is_kustomization(each: Object) -> bool:
    """Whether it says how others are put together. Dapr has components, too."""
    return each.kind in _KINDS and each.group.startswith("kustomize.")


class Kustomizations:
    """Those among some objects, by their folders."""

    def __init__(self, rows: Sequence[Object]) -> None:
        self.of = {dirname(each.path): each for each in rows if is_kustomization(each)}
        self.taken = {name for each in self.of.values() for name in named(each, *_TAKES) if name in self.of}

    def tops(self) -> list[str]:
        """The folders of those that no other one takes: the ways to install the system."""
        return [folder for folder, each in self.of.items() if each.kind == "Kustomization" and folder not in self.taken]

    def files(self, folder: str) -> tuple[str, ...]:
        """All that the kustomization of a folder is made of: its file and those that it names, and so on."""
        found: dict[str, None] = {}
        waiting = [folder]
        seen = {folder}
        while waiting and len(found) < _MOST:
            each = self.of[waiting.pop()]
            found[each.path] = None
            for name in (*named(each), *_sources(each)):
                if name in self.of and name not in seen:
                    seen.add(name)
                    waiting.append(name)
                elif name not in self.of:
                    found[name] = None
        return tuple(found)

    def unused(self) -> set[str]:
        """The files that only components name which no kustomization takes: options that nobody has chosen."""
        chosen: set[str] = set()
        waiting = [folder for folder, each in self.of.items() if each.kind == "Kustomization"]
        taken: set[str] = set()
        while waiting:
            folder = waiting.pop()
            if folder in chosen:
                continue
            chosen.add(folder)
            names = set(named(self.of[folder]))
            taken |= names
            waiting += [each for each in names if each in self.of]
        left = {folder: each for folder, each in self.of.items() if folder not in chosen}
        return {name for each in left.values() for name in (each.path, *named(each))} - taken

    def remote(self) -> Iterator[tuple[Object, str]]:
        """What they take from elsewhere: a kustomization, and the address in it."""
        for each in self.of.values():
            for key in _TAKES:
                yield from ((each, found) for name in listed(each.body, key) if is_remote(found := text(name)))


def is_remote(name: str) -> bool:
    """Whether it is an address, and no file: `https://…`, `github.com/org/repo//path?ref=v1`, `git@…`."""
    return "\n" not in name and bool(_ADDRESS.match(name) or "://" in name or "?ref=" in name)


def named(each: Object, *keys: str) -> Iterator[str]:
    """The files and folders that a kustomization names."""
    for key in keys or _NAMES:
        for name in listed(each.body, key):
            written = text(name, "path") if isinstance(name, dict) else text(name)
            if written and "\n" not in written and not is_remote(written):
                yield beside(each, written)


def _sources(each: Object) -> Iterator[str]:
    """The files of generators."""
    for key in ("configMapGenerator", "secretGenerator"):
        for generator in mappings(each.body, key):
            names = [text(name) for name in (*listed(generator, "files"), *listed(generator, "envs"))]
            yield from (beside(each, name.rpartition("=")[2]) for name in (*names, text(generator, "env")) if name)


def beside(each: Object, name: str) -> str:
    """A path that a kustomization gives, relative to the root."""
    found = normpath(join(dirname(each.path), name)).removeprefix("./")
    return "" if found == "." else found
