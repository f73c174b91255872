"""The ConfigMaps and Secrets that kustomizations make, and the objects that stand in their inline patches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from skerry.read import yaml_nodes
from skerry.read.manifests._texts import Texts
from skerry.read.manifests._words import variables
from skerry.read.manifests.kubernetes.kustomize.found import beside
from skerry.read.manifests.kubernetes.objects import Object, objects
from skerry.read.manifests.kubernetes.values import Placed, line_of, listed, mappings, plain, text

_GENERATORS = (("configMapGenerator", "ConfigMap", "data"), ("secretGenerator", "Secret", "stringData"))


def generated(each: Object, texts: Texts) -> Iterator[tuple[Object, str]]:
    """The ConfigMaps and Secrets that a kustomization makes, each with its behavior: `create`, `merge` or `replace`.

    Their names have no hash: references to them have none either.
    """
    for key, kind, section in _GENERATORS:
        for generator in mappings(each.body, key):
            if name := text(generator, "name"):
                about = Placed(line_of(generator))
                about.update(name=name, **_options(each, generator))
                body = Placed(line_of(generator))
                body.update(apiVersion="v1", kind=kind, metadata=about)
                body[section] = _data(each, generator, texts)
                yield Object(kind, "", name, body, each.path), text(generator, "behavior") or "create"


def _options(each: Object, generator: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"namespace": text(generator, "namespace")} if text(generator, "namespace") else {}
    for key in ("labels", "annotations"):
        given: dict[str, Any] = {}
        for options in (each.body.get("generatorOptions"), generator.get("options")):
            said = options.get(key) if isinstance(options, dict) else None
            given |= said if isinstance(said, dict) else {}
        if given:
            found[key] = given
    return found


def inline_patches(each: Object) -> Iterator[Object]:
    """The objects of strategic merge patches that stand in a kustomization."""
    for key in ("patches", "patchesStrategicMerge"):
        for patch in listed(each.body, key):
            written = text(patch, "patch") if isinstance(patch, dict) else text(patch)
            if "apiVersion" in written and "\n" in written:
                yield from objects_in(written, each.path, line_of(patch))


def objects_in(written: str, path: str, line: int) -> Iterator[Object]:
    """The objects of a text that stands in a file at a line."""
    for body in bodies_in(written, line):
        yield from objects(body, path)


def bodies_in(written: str, line: int) -> Iterator[Any]:
    """The documents of a text that begins at a line, as far as it is well-formed."""
    lines = [line + at for at in range(written.count("\n") + 2)]
    try:
        for root in yaml_nodes.compose_all(written.encode()):
            yield plain(root, lines)
    except yaml_nodes.Refused:
        return  # the rest of the patch


def _data(each: Object, generator: Mapping[str, Any], texts: Texts) -> Placed:
    """What a generator takes: `a=b`, files of such lines, and files as they are."""
    found = Placed(line_of(generator))

    def put(key: str, value: str) -> None:
        found[key.strip()] = value
        found.lines[key.strip()] = line_of(generator)

    for name in filter(None, [*(text(each) for each in listed(generator, "envs")), text(generator, "env")]):
        for _, key, value in variables(texts.of(beside(each, name))):
            put(key, value)
    for given in listed(generator, "literals"):
        key, is_given, value = text(given).partition("=")
        if is_given:
            put(key, _unquoted(value))
    for given in listed(generator, "files"):
        name, is_named, source = text(given).rpartition("=")
        put(name if is_named else source.rpartition("/")[2], texts.of(beside(each, source)))
    return found


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
