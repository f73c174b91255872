"""Which compose files are laid over one another, and which ways there are to start a system with them.

Source: the Compose Specification (merge, include), and Docker's documentation of `docker compose -f` and of the override file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skerry.facts.fleet import Deployment
from skerry.read.manifests._compose_services import ComposeFiles
from skerry.read.manifests._purposes import purpose
from skerry.read.manifests._texts import Texts

READER = "compose"
# By its name, or by that of its folder: `compose/infra.yml`.
_FILE = re.compile(r"(?:(?:^|/)[^/]*compose[^/]*|(?:^|/)(?:docker-)?compose/[^/]+|stack)\.ya?ml$")
_DEFAULT = re.compile(r"(?:docker-)?compose\.ya?ml$")
_OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml$")
_BASE = re.compile(r"(?:docker-)?compose[.-](?:base|common|shared)\.ya?ml$")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_RUNS = frozenset(["image", "build", "extends", "provider"])


class Projects:
    """The compose files of a tree."""

    def __init__(self, texts: Texts) -> None:
        self.texts, self.files = texts, ComposeFiles(texts)
        self._parts: set[str] = set()  # files that another one includes, or extends services of
        self._included: set[str] = set()
        self._over: dict[str, list[str]] = {}  # what is laid over a file wherever it is read
        self.paths = [file.path for file in texts.tree.files if _FILE.search(file.path)]
        seen = set(self.paths)
        for path in self.paths:
            included = [other for other in self.files.included(path) if other in texts.by_path]
            self._included.update(included)
            self._parts.update(other for other in self.files.taken(path) if other != path)
            self._over |= {first: rest for first, *rest in self.files.laid(path)}
            fresh = [other for other in dict.fromkeys(included) if other not in seen]
            seen.update(fresh)
            self.paths += fresh
        for path in self.paths:
            if override := self._override(path):
                self._over.setdefault(path, [override])

    def read(self) -> Iterator[Sequence[str]]:
        """The files that are read together: each with those that are always laid over it; of a chosen deployment its own."""
        laid = {path for over in self._over.values() for path in over}
        paths = [path for path in self.paths if path not in laid]
        if self.texts.chosen is not None and self.texts.chosen.kind == READER:
            whole = [path for path in self.texts.chosen.paths if path in self.texts.by_path]
            yield [path for path in whole if path not in self._parts]
            paths = [path for path in whole if path in self._included and path not in laid]
        yield from ([path, *self._over.get(path, ())] for path in paths)

    def _override(self, base: str) -> str:
        """The file that is laid over a default one if nobody says otherwise."""
        return next(
            (path for path in self._beside(base) if _DEFAULT.match(_name(base)) and _OVERRIDE.match(_name(path))), ""
        )

    def _beside(self, path: str) -> Iterator[str]:
        folder = path.rpartition("/")[0]
        return (other for other in self.paths if other.rpartition("/")[0] == folder and other != path)

    def deployments(self) -> Iterator[Deployment]:
        """The default file of each folder, and every other one, laid over the former if it does not stand by itself."""
        for path in self.paths:
            base = any(_DEFAULT.match(_name(other)) for other in self._beside(path))
            if path in self._parts or (base and _OVERRIDE.match(_name(path))):
                continue
            layers = self._layers(path)
            taken = [other for each in layers for other in self.files.taken(each)]
            words = [word for word in _WORD.findall(_name(path).rpartition(".")[0]) if word != "docker"]
            if layers or taken:
                name, folder = "-".join(words), path.rpartition("/")[0].rpartition("/")[2]
                yield Deployment(name, READER, tuple(dict.fromkeys([*layers, *taken])), purpose(name, folder))

    def _layers(self, path: str) -> list[str]:
        """A file, and those that it is laid over or that are laid over it; none for one that starts nothing.

        Of two files that start the same services, one is laid over the other if it gives only some of them, or not what they run.
        """
        if _DEFAULT.match(_name(path)) or _BASE.match(_name(path)):
            return [path, *filter(None, [self._override(path)])]
        own = self._running(path)
        for sign in (_DEFAULT, _BASE):
            for base in (each for each in self._beside(path) if sign.match(_name(each))):
                known = self._running(base).keys()
                if own.keys() & known and (not all(own.values()) or own.keys() < known):
                    return [base, path]
        return [path] if any(own.values()) else []

    def _running(self, path: str) -> dict[str, bool]:
        """The services of a file, and whether it says what each of them runs."""
        return {str(each.name.value): not _RUNS.isdisjoint(each.given) for each in self.files.services([path])}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
