"""Kustomizations as they are built: bases with the patches of their overlays, namespaces, and generated ConfigMaps and Secrets.

A subset that is enough to judge the result: strategic merge patches in files and inline, images; JSON patches, prefixes of names and labels
are left out, since they change neither what refers to what nor what is judged. Nothing is fetched.

Source: the documentation of Kustomize; Kubernetes API conventions (strategic merge patch).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from posixpath import join, normpath
from typing import Any

from skerry.formats.kubernetes.documents import documents
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed, mapping, rows, text
from skerry.formats.text import Text

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PARTS = ("resources", "bases", "components")
_ASIDE = (
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "transformers",
    "generators",
    "validators",
    "configurations",
    "crds",
)
_DEEPEST = 20
_MERGED_BY = {  # by which key the maps of a list are the same one
    "containers": "name", "initContainers": "name", "ephemeralContainers": "name", "env": "name", "volumes": "name",
    "volumeMounts": "mountPath", "volumeDevices": "devicePath", "imagePullSecrets": "name", "hostAliases": "ip", "tolerations": "",
}  # fmt: skip
_CLUSTER_WIDE = frozenset(
    ["Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "StorageClass", "PriorityClass"]
)


@dataclass(frozen=True)
class Tree:
    """Kustomizations by their folders, and the objects of all other files by their paths; both below one root."""

    kustomizations: Mapping[str, Text]
    objects: Mapping[str, tuple[Resource, ...]]

    def built(self) -> tuple[Resource, ...]:
        """The objects of each kustomization that no other one takes, and of files that none names."""
        names = {folder: set(self._named(folder)) for folder in self.kustomizations}
        taken = {name for found in names.values() for name in found}
        found = [each for path, rows_ in self.objects.items() if path not in taken for each in rows_]
        for folder, text_ in self.kustomizations.items():
            if folder not in taken and text(text_.value, "kind") != "Component":
                scope = text_.place
                found += [replace(each, scope=scope) for each in self._build(folder, (), 0)]
        return tuple(_once(found))

    def _named(self, folder: str) -> Iterator[str]:
        """All that a kustomization names: files and folders."""
        said = self.kustomizations[folder].value
        for key in (*_PARTS, *_ASIDE):
            for each in listed(said, key):
                name = text(each, "path") if isinstance(each, dict) else text(each)
                if name and "\n" not in name and "://" not in name:
                    yield normpath(join(folder, name))

    def _build(self, folder: str, below: tuple[Resource, ...], depth: int) -> tuple[Resource, ...]:
        """`below` are the objects that a component changes."""
        text_ = self.kustomizations[folder]
        said = text_.value
        found = list(below)
        for key in _PARTS:
            for each in listed(said, key):
                path = normpath(join(folder, text(each)))
                if path in self.objects:
                    found += self.objects[path]
                elif path in self.kustomizations and depth < _DEEPEST and path != folder:
                    if text(self.kustomizations[path].value, "kind") == "Component":
                        found = list(self._build(path, tuple(found), depth + 1))
                    else:
                        found += self._base(path, depth + 1)
        found += _generated(text_)
        for patch, target in self._patches(folder, said):
            found = [each for one in found for each in _patched(one, patch, target)]
        if images := [each for _, each in rows(said, "images")]:
            found = [replace(each, body=_imaged(each.body, images)) for each in found]
        namespace = text(said, "namespace")
        return tuple(_moved(each, namespace) if namespace else each for each in found)

    def _base(self, folder: str, depth: int) -> tuple[Resource, ...]:
        """What a kustomization builds that others take; built once, and nothing within itself."""
        if folder not in self._bases:
            self._bases[folder] = ()
            self._bases[folder] = self._build(folder, (), depth)
        return self._bases[folder]

    @cached_property
    def _bases(self) -> dict[str, tuple[Resource, ...]]:
        return {}

    def _patches(self, folder: str, said: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Each strategic merge patch, with what it is for where that is said beside it."""
        for key in ("patches", "patchesStrategicMerge"):
            for each in listed(said, key):
                inline = text(each, "patch") if isinstance(each, dict) else text(each)
                path = text(each, "path") if isinstance(each, dict) else inline
                beside = self.objects.get(normpath(join(folder, path)), ())
                found = documents("", inline.encode()).resources if "\n" in inline else beside
                yield from ((one.body, mapping(each, "target")) for one in found)


def _once(found: list[Resource]) -> Iterator[Resource]:
    """Without those that a second overlay leaves as the first did."""
    seen: dict[tuple[str, int, str], list[Resource]] = {}
    for each in found:
        known = seen.setdefault((each.path, each.before, each.within), [])
        if not each.scope or all(one.body != each.body for one in known):
            known.append(each)
            yield each


def _moved(each: Resource, namespace: str) -> Resource:
    if each.kind in _CLUSTER_WIDE:
        return each
    return replace(each, body={**each.body, "metadata": {**mapping(each.body, "metadata"), "namespace": namespace}})


def _imaged(value: Any, images: list[Any]) -> Any:
    """A value with the images of its containers as the kustomization has them; where none changes, the same one."""
    if isinstance(value, list):
        made = [_imaged(each, images) for each in value]
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    if not isinstance(value, dict):
        return value
    changed = {}
    for key, member in value.items():
        if key in ("containers", "initContainers") and isinstance(member, list):
            found: Any = [_container(each, images) for each in member]
        else:
            found = _imaged(member, images)
        if found is not member:
            changed[key] = found
    return {**value, **changed} if changed else value


def _container(container: Any, images: list[Any]) -> Any:
    said = text(container, "image")
    name = said.partition("@")[0]
    name = name.rpartition(":")[0] if ":" in name.rpartition("/")[2] else name
    image = next((each for each in images if said and text(each, "name") == name), None)
    if image is None:
        return container
    new = text(image, "newName") or name
    if digest := text(image, "digest"):
        return {**container, "image": f"{new}@{digest}"}
    tag = text(image, "newTag")
    return {**container, "image": f"{new}:{tag}" if tag else new + said[len(name) :]}


def _generated(text_: Text) -> Iterator[Resource]:
    """What generators make. Of files that they take only the names are known."""
    for key, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for place, each in rows(text_.value, key):
            if name := text(each, "name"):
                keys = [
                    text(one).partition("=")[0].rpartition("/")[2]
                    for one in (*listed(each, "literals"), *listed(each, "files"))
                ]
                taken = listed(each, "envs") or text(each, "env")
                data = {} if taken else dict.fromkeys(keys, "")
                body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "data": data}
                yield Resource(body, text_, 0, f"/{key}/{place}", open_keys=bool(taken))


def _patched(each: Resource, patch: dict[str, Any], target: dict[str, Any]) -> Iterator[Resource]:
    """The object as the patch leaves it; nothing where it is deleted."""
    kind = text(target, "kind") or ("" if target else text(patch, "kind"))
    name = text(target, "name") or ("" if target else text(patch, "metadata", "name"))
    if (kind and kind != each.kind) or (name and name != each.name):
        yield each
    elif patch.get("$patch") != "delete":
        yield replace(each, body=merged(each.body, patch if not target else {**patch, "kind": each.kind, "metadata": {
            **mapping(patch, "metadata"), "name": each.name}}))  # fmt: skip


def merged(value: Any, patch: Any, field: str = "") -> Any:
    """A value with a strategic merge patch laid over it: maps key by key, lists of known fields entry by entry, all else replaced."""
    if isinstance(value, dict) and isinstance(patch, dict):
        if patch.get("$patch") == "replace":
            return {key: each for key, each in patch.items() if key != "$patch"}
        found = dict(value)
        for key, each in patch.items():
            if each is None:
                found.pop(key, None)
            elif not key.startswith("$"):
                found[key] = merged(found.get(key), each, key)
        return found
    if isinstance(value, list) and isinstance(patch, list):
        key = _MERGED_BY.get(field) or ("containerPort" if field == "ports" and _has(value, "containerPort") else "")
        key = key or ("port" if field == "ports" else "")
        return _lists(value, patch, key) if key else patch
    return patch


def _has(value: list[Any], key: str) -> bool:
    return any(isinstance(each, dict) and key in each for each in value)


def _lists(value: list[Any], patch: list[Any], key: str) -> list[Any]:
    found = list(value)
    for each in patch:
        name = each.get(key) if isinstance(each, dict) else None
        at = next(
            (at for at, one in enumerate(found) if isinstance(one, dict) and name is not None and one.get(key) == name),
            None,
        )
        if isinstance(each, dict) and each.get("$patch") == "delete":
            found = [one for place, one in enumerate(found) if place != at]
        elif at is None:
            found.append(each)
        else:
            found[at] = merged(found[at], each)
    return found
