"""A resource on its way through a kustomization, and which resources a patch or a transformer is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.selecting import expressed, is_selected
from skerry.read.manifests.kubernetes.values import mapping, text

_LONGEST_NAME = 253


@dataclass
class Resource:
    """`body` is its own, and is changed; `full` its name with prefixes and suffixes; `patched` says that a JSON patch changed it."""

    origin: Object
    body: dict[str, Any]
    full: str
    patched: bool = False

    @property
    def kind(self) -> str:
        """As its body says."""
        return text(self.body, "kind")

    @property
    def name(self) -> str:
        """The one it has where it is written."""
        return self.origin.name

    @property
    def native(self) -> bool:
        """Whether it is of a kind that Kubernetes itself has, of which it knows how lists are merged."""
        group = self.origin.group
        return "." not in group or group.endswith(".k8s.io")


def same(one: Resource, kind: str, group: str, names: Sequence[str], namespace: str) -> bool:
    """Whether a resource is meant by kind, name (its own, or with prefixes) and namespace; '' means the default one, or any."""
    spaces = {text(one.body, "metadata", "namespace"), one.origin.namespace}
    return (
        one.kind == kind
        and one.origin.group == group
        and bool({one.name, one.full, text(one.body, "metadata", "name")} & set(names))
        and (not namespace or namespace in spaces or not any(spaces))
    )


def meant(rows: Sequence[Resource], target: Mapping[str, Any]) -> list[Resource]:
    """The resources that a patch's target selects: by patterns of group, version, kind, name and namespace, and by labels."""
    fits = {key: _pattern(text(target, key)) for key in ("group", "version", "kind", "name", "namespace")}
    selectors = {key: expressed(text(target, key)) for key in ("labelSelector", "annotationSelector")}
    if any(each is None for each in (*fits.values(), *selectors.values())):
        return []
    found = []
    for row in rows:
        version = text(row.body, "apiVersion").rpartition("/")[2]
        said: dict[str, set[str]] = {
            "group": {row.origin.group},
            "version": {version},
            "kind": {row.kind},
            "name": {row.name, row.full},
            "namespace": {text(row.body, "metadata", "namespace"), row.origin.namespace},
        }
        about = mapping(row.body, "metadata")
        if (
            all(any(pattern and pattern.fullmatch(each) for each in said[key]) for key, pattern in fits.items())
            and is_selected(mapping(about, "labels"), selectors["labelSelector"] or {})
            and is_selected(mapping(about, "annotations"), selectors["annotationSelector"] or {})
        ):
            found.append(row)
    return found


def _pattern(written: str) -> re.Pattern[str] | None:
    """An anchored pattern; '' fits all. One that is none, or could take long on a name, fits nothing."""
    if len(written) > _LONGEST_NAME or re.search(r"[*+?}]\)?[*+{]|\\\d", written):
        return None
    try:
        return re.compile(written or ".*", re.S)
    except (re.error, RecursionError):
        return None
