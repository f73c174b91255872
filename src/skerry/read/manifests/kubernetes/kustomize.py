"""Kustomizations: the maps that they generate, and what their inline patches say. Nothing is built.

Bases and overlays are read where they stand: what they say of the same name is said of one part. So prefixes and suffixes of names,
which only tell installations apart, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import Any

from skerry.read import yaml_nodes
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.objects import Object, objects
from skerry.read.manifests.kubernetes.values import Placed, line_of, listed, mappings, plain, text

KINDS = frozenset(["Kustomization", "Component"])


def is_kustomization(each: Object) -> bool:
    """Whether it says how others are put together. Dapr has components, too."""
    return each.kind in KINDS and each.group.startswith("kustomize.")


def unused(rows: Sequence[Object]) -> set[str]:
    """The files that only components name which no kustomization takes: options that nobody has chosen."""
    made = {dirname(each.path): each for each in rows if is_kustomization(each)}
    chosen: set[str] = set()
    waiting = [folder for folder, each in made.items() if each.kind == "Kustomization"]
    taken: set[str] = set()
    while waiting:
        folder = waiting.pop()
        if folder in chosen:
            continue
        chosen.add(folder)
        named = set(_named(made[folder]))
        taken |= named
        waiting += [each for each in named if each in made]
    left = {folder: each for folder, each in made.items() if folder not in chosen}
    return {name for each in left.values() for name in (each.path, *_named(each))} - taken


def _named(each: Object) -> Iterator[str]:
    """The files and folders that a kustomization names."""
    for key in ("resources", "bases", "components", "patches", "patchesStrategicMerge", "patchesJson6902", "crds"):
        for name in listed(each.body, key):
            written = text(name, "path") if isinstance(name, dict) else text(name)
            if written and "\n" not in written and "://" not in written:
                yield normpath(join(dirname(each.path), written)).removeprefix("./")


def generated(each: Object, texts: Texts) -> Iterator[Object]:
    """The ConfigMaps and Secrets that a kustomization makes, and the objects of its inline patches."""
    for key, kind, section in (
        ("configMapGenerator", "ConfigMap", "data"),
        ("secretGenerator", "Secret", "stringData"),
    ):
        for generator in mappings(each.body, key):
            name = text(generator, "name")
            if name:
                data = _data(generator, each.path, texts)
                body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, section: data}
                yield Object(kind, "", name, body, each.path)
    for key in ("patches", "patchesStrategicMerge"):
        for patch in listed(each.body, key):
            written = text(patch, "patch") if isinstance(patch, dict) else text(patch)
            if "apiVersion" in written and "\n" in written:
                yield from _patched(written, each.path, line_of(patch))


def _patched(written: str, path: str, line: int) -> Iterator[Object]:
    lines = [line + at for at in range(written.count("\n") + 2)]
    try:
        for root in yaml_nodes.compose_all(written.encode()):
            yield from objects(plain(root, lines), path)
    except yaml_nodes.Refused:
        return  # the rest of the patch


def _data(generator: Mapping[str, Any], path: str, texts: Texts) -> Placed:
    """What a generator takes: `a=b`, files of such lines, and files as they are."""
    found = Placed(line_of(generator))

    def put(key: str, value: str) -> None:
        found[key.strip()] = value.strip()
        found.lines[key.strip()] = line_of(generator)

    def beside(name: str) -> str:
        return texts.of(normpath(join(dirname(path), name)))

    environments = [text(each) for each in listed(generator, "envs")] + [text(generator, "env")]
    rows = [text(each) for each in listed(generator, "literals")]
    rows += [
        row
        for name in filter(None, environments)
        for row in beside(name).splitlines()
        if not row.lstrip().startswith("#")
    ]
    for row in rows:
        key, is_given, value = row.partition("=")
        if is_given:
            put(key, value.strip().strip("\"'"))
    for each in listed(generator, "files"):
        name, is_named, source = text(each).rpartition("=")
        put(name if is_named else source.rpartition("/")[2], beside(source))
    return found
