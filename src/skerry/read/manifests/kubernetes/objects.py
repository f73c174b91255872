"""An object of a cluster: one Kubernetes document, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from skerry.facts.fleet import Witness
from skerry.read.manifests.kubernetes.values import Placed, at, line_of, listed, mapping, mappings, text

READER = "kubernetes"
_PARAMETER = re.compile(r"\$\{\{?(\w+)\}?\}")
_MOST_NESTED = 4  # lists in lists


class Object(Struct, frozen=True):
    """`group` is the API's (`apps`, '' the core's).

    `chart` is the name of the Helm chart that it was rendered from, `release` the folder of the one that is installed; '' for none.
    `full` is its name in a cluster, where a kustomization puts something before or behind the one that is written.
    """

    kind: str
    group: str
    name: str
    body: Mapping[str, Any]
    path: str
    chart: str = ""
    release: str = ""
    full: str = ""

    @property
    def namespace(self) -> str:
        """'' where the manifest leaves it open."""
        return text(self.body, "metadata", "namespace")

    @property
    def folder(self) -> str:
        """Where its file stands."""
        return self.path.rpartition("/")[0]

    @property
    def labels(self) -> Mapping[str, str]:
        """Its own, not those of its pods."""
        return mapping(self.body, "metadata", "labels")

    @property
    def annotations(self) -> Mapping[str, str]:
        """Its own, not those of its pods."""
        return mapping(self.body, "metadata", "annotations")

    def witness(self, said: str = "", *keys: str, reader: str = READER) -> Witness:
        """The place of what stands at a path of keys, or of the innermost mapping above it that has one."""
        line = line_of(self.body)
        for depth in range(len(keys)):
            line = line_of(at(self.body, *keys[:depth]), keys[depth]) or line
        return Witness(self.path, line, reader, said)


def objects(body: object, path: str, chart: str = "", release: str = "", depth: int = 0) -> Iterator[Object]:
    """The objects of a document: itself, or what a list or an OpenShift template holds. What has no kind and name is none."""
    kind, version = text(body, "kind"), text(body, "apiVersion")
    if not kind or not version or not isinstance(body, dict):
        return
    if (kind == "Template" or kind.endswith("List")) and depth < _MOST_NESTED:
        held = body if kind != "Template" else with_parameters(body)
        for each in listed(held, "objects" if kind == "Template" else "items"):
            yield from objects(each, path, chart, release, depth + 1)
        return
    name = text(body, "metadata", "name") or text(body, "metadata", "generateName").rstrip("-")
    if name or kind in {"Kustomization", "Component"}:
        yield Object(kind, version.partition("/")[0] if "/" in version else "", name, body, path, chart, release)


def with_parameters(template: Mapping[str, Any]) -> Any:
    """An OpenShift template with the values of its parameters in their places; those without a value stay."""
    known = {text(each, "name"): text(each, "value") for each in mappings(template, "parameters") if "value" in each}
    return _filled(template, known)


def _filled(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _PARAMETER.sub(lambda m: known.get(m[1], m[0]), value) if "${" in value else value
    if isinstance(value, list):
        return [_filled(each, known) for each in value]
    if isinstance(value, dict):
        filled = Placed(line_of(value))
        filled.lines = getattr(value, "lines", {})
        filled.update((key, _filled(each, known)) for key, each in value.items())
        return filled
    return value


def by_name(rows: Iterable[Object], *kinds: str) -> dict[str, list[Object]]:
    """Objects of some kinds under their names."""
    found: dict[str, list[Object]] = {}
    for each in rows:
        if each.kind in kinds:
            found.setdefault(each.name, []).append(each)
    return found


def nearest(path: str, rows: Iterable[Object]) -> list[Object]:
    """Those that stand nearest to a file: in it, then in its folder, then in the one around it that both share."""
    best = -1
    found: list[Object] = []
    for each in rows:
        near = closeness(path, each.path)
        if near > best:
            best, found = near, []
        if near == best:
            found.append(each)
    return found


@lru_cache(maxsize=65_536)
def closeness(path: str, other: str) -> int:
    """How many folders two files share from the root on; one more for the same file."""
    shared = 0
    for mine, others in zip(path.split("/"), other.split("/"), strict=False):
        if mine != others:
            return shared
        shared += 1
    return shared
