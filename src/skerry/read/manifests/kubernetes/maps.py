"""ConfigMaps and Secrets: what a workload gets from those that it names."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator

from skerry.read.manifests.kubernetes.objects import Object, by_name, nearest
from skerry.read.manifests.kubernetes.values import mapping, mappings, text
from skerry.read.manifests.kubernetes.workloads import Workload

Entry = tuple[str, str, Object, str]  # key, value, the map, and the section of it


class Maps:
    """All maps of a tree. The same name may stand in several variants of a system: the nearest to the workload is meant."""

    def __init__(self, objects: Iterable[Object], workloads: Iterable[Workload]) -> None:
        rows = list(objects)
        self._known: dict[tuple[str, str, str], list[Entry]] = {}
        self._maps = {"ConfigMap": by_name(rows, "ConfigMap"), "Secret": by_name(rows, "Secret")}
        self._users: dict[frozenset[tuple[str, str]], set[str]] = defaultdict(set)
        for each in workloads:
            for container in mappings(each.pod, "containers"):
                for kind, name, _ in whole_maps(container):
                    self._users[self._contents(kind, name, each.origin.path)].add(each.name)
            for kind, name in mounted_maps(each):
                self._users[self._contents(kind, name, each.origin.path)].add(each.name)

    def entries(self, kind: str, name: str, path: str) -> list[Entry]:
        """Key, value, the map and the section of it, of the map that a file's workload means by a name; nothing if it is not there."""
        if (kind, name, path) not in self._known:
            self._known[kind, name, path] = list(self._found(kind, name, path))
        return self._known[kind, name, path]

    def _found(self, kind: str, name: str, path: str) -> Iterator[Entry]:
        for each in nearest(path, self._maps[kind].get(name, ())):
            for section in ("data", "stringData"):
                for key in mapping(each.body, section):
                    value = text(each.body, section, key)
                    yield key, decoded(value) if kind == "Secret" and section == "data" else value, each, section

    def value(self, kind: str, name: str, key: str, path: str) -> str:
        """One value; '' if it is not there."""
        return next((value for found, value, _, _ in self.entries(kind, name, path) if found == key), "")

    def is_shared(self, kind: str, name: str, path: str) -> bool:
        """Whether several workloads take a map as a whole, or each a copy of it, so that none of them needs all of it."""
        return len(self._users[self._contents(kind, name, path)]) > 1

    def _contents(self, kind: str, name: str, path: str) -> frozenset[tuple[str, str]]:
        return frozenset((key, value) for key, value, _, _ in self.entries(kind, name, path))


def whole_maps(container: object) -> Iterator[tuple[str, str, str]]:
    """Kind, name and prefix of the maps that a container takes as a whole."""
    for source in mappings(container, "envFrom"):
        for kind, reference in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
            if name := text(source, reference, "name"):
                yield kind, name, text(source, "prefix")


def mounted_maps(workload: Workload) -> Iterator[tuple[str, str]]:
    """Kind and name of the maps that a workload has as files."""
    for volume in mappings(workload.pod, "volumes"):
        for source in (volume, *mappings(volume, "projected", "sources")):
            for kind, held, named in (("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")):
                name = text(source, held, named) or text(source, held, "name")
                if name:
                    yield kind, name


def decoded(value: str) -> str:
    """A secret's value; as it stands where it is not base64 of a text, as in a template."""
    try:
        return b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return value
