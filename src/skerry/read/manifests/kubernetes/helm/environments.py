"""Files of values by environment: `values-prod.yaml` beside a chart, `environments/prod/values.yaml`, `values/prod.yaml`.

Sources: Helm, "Values Files" (`-f`); Argo CD and Helmfile, whose examples keep one file of values for each environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.read.manifests._purposes import purpose
from skerry.read.manifests._texts import Texts

_SUFFIX = re.compile(r"values[._-](?P<name>[\w.-]+)\.ya?ml$|(?P<before>[\w-]+)[._-]values\.ya?ml$")
_ANY = re.compile(r"[\w.-]+\.ya?ml$")
_FOLDERS = frozenset(["values", "env", "envs", "environments", "config"])


def environments(texts: Texts, chart: str) -> dict[str, list[str]]:
    """The names of environments for which a chart's folder, or one in it, has values, and the files of each.

    A file whose name says nothing of its purpose is one of values for the chart only if it lies beside the chart's own.
    """
    found: dict[str, list[str]] = {}
    for path in (file.path for file in texts.below(chart)):
        inner = path[len(chart) :].lstrip("/")
        if name := next(_named(inner), ""):
            found.setdefault(name, []).append(path)
    return found


def _named(inner: str) -> Iterator[str]:
    folder, _, file = inner.rpartition("/")
    said = _SUFFIX.match(file)
    name = (said["name"] or said["before"]) if said else ""
    around = folder.split("/") if folder else []
    if "templates" in around or "charts" in around or len(around) > 2:
        return
    if name and (not folder or purpose(name)):
        yield name
    elif around and around[0] in _FOLDERS and file in {"values.yaml", "values.yml"} and len(around) > 1:
        yield around[-1]
    elif around and around[-1] in _FOLDERS and _ANY.match(file) and purpose(file.rpartition(".")[0]):
        yield file.rpartition(".")[0]
