"""What comes out of a kustomization: its resources with all that it, and those that it takes, change in them.

Names stay as they are written, without prefixes and the hashes of generated maps: so all references fit, and installations of one
system have the same names. What a resource is called in a cluster stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from skerry.read import yaml_nodes
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.kustomize.found import Kustomizations, beside, is_remote
from skerry.read.manifests.kubernetes.kustomize.generators import bodies_in, generated, objects_in
from skerry.read.manifests.kubernetes.kustomize.merge import DELETED, copied, json_patch, strategic
from skerry.read.manifests.kubernetes.kustomize.resource import Resource, meant, same
from skerry.read.manifests.kubernetes.kustomize.transforms import scaled, transformed
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import line_of, listed, mapping, mappings, plain, text

_DEEPEST = 20
_MOST = 20_000  # resources of all
_MOST_KUSTOMIZATIONS = 2_000  # as often as they are taken


class Builder:
    """Builds the kustomizations of a tree; `written` gives the objects of a file. All of them together are bounded."""

    def __init__(self, texts: Texts, known: Kustomizations, written: Callable[[str], Sequence[Object]]) -> None:
        self.texts, self.known, self.written = texts, known, written
        self._kustomizations, self._resources = _MOST_KUSTOMIZATIONS, _MOST

    def build(self, folder: str) -> list[Resource]:
        """The resources of the kustomization in a folder."""
        return self._built(folder, [], 0)

    def _built(self, folder: str, rows: list[Resource], depth: int) -> list[Resource]:
        """Those of a kustomization; `rows` are what a component is laid over."""
        each = self.known.of[folder]
        self._kustomizations -= 1
        if depth > _DEEPEST or self._kustomizations < 0:
            return rows
        for key in ("resources", "bases"):
            for name in listed(each.body, key):
                rows += self._taken(each, text(name), depth)
        for made, behavior in generated(each, self.texts):
            _put(rows, made, behavior)
        for name in listed(each.body, "components"):
            inner = beside(each, text(name))
            if inner in self.known.of and inner != folder:
                rows = self._built(inner, rows, depth + 1)
        return self._changed(each, rows)

    def _taken(self, each: Object, name: str, depth: int) -> list[Resource]:
        if not name or is_remote(name):
            return []
        path = beside(each, name)
        if path in self.known.of:
            return self._built(path, [], depth + 1) if self.known.of[path] is not each else []
        found = self.written(path)[: max(0, self._resources)]
        self._resources -= len(found)
        return [Resource(row, copied(row.body), row.name) for row in found]

    def _changed(self, each: Object, rows: list[Resource]) -> list[Resource]:
        for written, path, line in self._strategic(each):
            for patch in objects_in(written, path, line) if not path else self.written(path):
                rows = _patched(rows, patch)
        late: list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]] = []
        for said in mappings(each.body, "patches"):
            rows = self._one(each, said, rows)
        for said in mappings(each.body, "patchesJson6902"):
            if operations := _operations(self._text(each, said)):
                late.append((mapping(said, "target"), operations))
        transformed(each.body, rows)
        for target, operations in late:
            _operated(rows, target, operations)
        scaled(each.body, rows)
        return rows

    def _strategic(self, each: Object) -> Iterator[tuple[str, str, int]]:
        """Text, or path, of each strategic merge patch of the older list."""
        for patch in listed(each.body, "patchesStrategicMerge"):
            said = text(patch)
            if "\n" in said:
                yield said, "", line_of(each.body, "patchesStrategicMerge")
            elif said and not is_remote(said):
                yield "", beside(each, said), 0

    def _one(self, each: Object, patch: Mapping[str, Any], rows: list[Resource]) -> list[Resource]:
        """One of `patches`, which may be of both kinds."""
        said, target = self._text(each, patch), mapping(patch, "target")
        if operations := _operations(said):
            _operated(rows, target, operations)
            return rows
        path, line = (each.path, line_of(patch)) if text(patch, "patch") else (beside(each, text(patch, "path")), 1)
        if not target:
            for inner in objects_in(said, path, line):
                rows = _patched(rows, inner)
            return rows
        for body in bodies_in(said, line):  # it need not say whom it is about
            rows = _laid(rows, meant(rows, target), body)
        return rows

    def _text(self, each: Object, patch: Mapping[str, Any]) -> str:
        path = text(patch, "path")
        return text(patch, "patch") or (self.texts.of(beside(each, path)) if path and not is_remote(path) else "")


def _operations(written: str) -> list[Mapping[str, Any]]:
    """The operations of a JSON patch; none if a text is not one."""
    if '"op"' not in written and "op:" not in written:
        return []
    try:
        found = plain(yaml_nodes.compose(written.encode()))
    except yaml_nodes.Refused:
        return []
    return list(mappings({"": found}, "")) if isinstance(found, list) else []


def _operated(rows: Sequence[Resource], target: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]) -> None:
    for row in meant(rows, target) if target else ():
        row.patched = json_patch(row.body, operations) or row.patched


def _patched(rows: list[Resource], patch: Object) -> list[Resource]:
    """The resources with a strategic merge patch laid over the one that it is about."""
    return _laid(
        rows, [row for row in rows if same(row, patch.kind, patch.group, [patch.name], patch.namespace)], patch.body
    )


def _laid(rows: list[Resource], about: Sequence[Resource], patch: object) -> list[Resource]:
    """The resources with a patch laid over some of them, which keep their names; without those that it deletes."""
    gone = []
    for row in about:
        kept = {key: each for key, each in mapping(row.body, "metadata").items() if key in {"name", "namespace"}}
        kind = row.kind
        made = strategic(row.body, patch, row.native)
        if made is DELETED:
            gone.append(row)
        elif isinstance(made, dict):
            row.body = made
            made["kind"] = kind
            if isinstance(made.get("metadata"), dict):
                made["metadata"].update(kept)
    return [row for row in rows if row not in gone]


def _put(rows: list[Resource], made: Object, behavior: str) -> None:
    """Adds a generated map, or lays it over the one that is there."""
    found = [row for row in rows if same(row, made.kind, made.group, [made.name], "")]
    if behavior == "create" or not found:
        rows.append(Resource(made, copied(made.body), made.name))
        return
    for row in found:
        for section in ("data", "stringData"):
            fresh = mapping(made.body, section)
            if fresh and behavior == "replace":
                row.body[section] = copied(fresh)
            elif fresh:
                row.body[section] = {**mapping(row.body, section), **fresh}
