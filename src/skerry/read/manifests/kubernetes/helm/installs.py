"""Which charts are installed under which names, and with which values: what Argo CD, Flux, Helmfile, Skaffold and scripts say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath
from typing import Any

from msgspec import Struct

from skerry.read import yaml_nodes
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.helm.functions import merged
from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, plain, text

_INSTALL = re.compile(
    r"\bhelm\s+(?:upgrade|install)\s(?P<rest>(?:[^\n\\;&|]|\\\n){1,2000})",
)
_RELEASES = re.compile(r"\b(releases|helm)\s*:")
_WORD = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[^\s\\]+")
_WITH_VALUE = frozenset(
    ["-n", "--namespace", "--version", "--timeout", "--kube-context", "--kubeconfig", "--set-file", "--repo"]
)
_MOST_SCRIPT = 200_000


class Install(Struct, frozen=True):
    """`chart` is the folder of the chart, relative to the root; `values` are those that come over the chart's own."""

    name: str
    chart: str
    values: Mapping[str, Any]


class Installs:
    """All installations of charts of the tree, under the folders of these."""

    def __init__(self, texts: Texts, charts: Mapping[str, object]) -> None:
        self.texts, self.charts = texts, charts
        self.of: dict[str, list[Install]] = {}
        if not charts:
            return
        seen: set[str] = set()
        for each in self._all():
            if each.chart in charts and each.name not in seen:
                seen.add(each.name)
                self.of.setdefault(each.chart, []).append(each)

    def _all(self) -> Iterator[Install]:
        for file in self.texts.named("*.yaml", "*.yml", "*.gotmpl"):
            source = self.texts.of(file.path) if file.role != "test" else ""
            if "HelmRelease" in source or "argoproj.io" in source or ("chart" in source and _RELEASES.search(source)):
                for body in self._bodies(source):
                    yield from self._of_document(body, file.path)
        for file in self.texts.named(
            "*.sh", "Makefile", "*.mk", "justfile", "Taskfile.y*ml", ".gitlab-ci.yml", "Jenkinsfile"
        ):
            source = self.texts.of(file.path)[:_MOST_SCRIPT]
            if "helm" in source:
                yield from self._of_script(source, file.path)

    @staticmethod
    def _bodies(source: str) -> Iterator[Any]:
        try:
            for root in yaml_nodes.compose_all(source.encode()):
                yield plain(root)
        except yaml_nodes.Refused:
            return  # what stood before that has been said

    def _of_document(self, body: Any, path: str) -> Iterator[Install]:
        kind = text(body, "kind")
        if kind == "HelmRelease":
            spec = mapping(body, "spec")
            chart = text(spec, "chart", "spec", "chart") or text(spec, "chart", "path")
            yield from self._made(
                text(spec, "releaseName") or text(body, "metadata", "name"), chart, path, [mapping(spec, "values")]
            )
        elif kind == "Application":
            for source in (mapping(body, "spec", "source"), *mappings(body, "spec", "sources")):
                yield from self._of_argo(text(body, "metadata", "name"), source, path)
        else:
            helm = mapping(body, "deploy", "helm")
            for release in (*mappings(body, "releases"), *mappings(helm, "releases")):
                values = [
                    *listed(release, "values"),
                    *listed(release, "valuesFiles"),
                    _dotted(mapping(release, "setValues")),
                ]
                yield from self._made(
                    text(release, "name"), text(release, "chart") or text(release, "chartPath"), path, values
                )

    def _of_argo(self, name: str, source: Mapping[str, Any], path: str) -> Iterator[Install]:
        helm, chart = mapping(source, "helm"), text(source, "path")
        inline = next(self._bodies(text(helm, "values")), None)
        files = [join(chart, text(each)) for each in listed(helm, "valueFiles")]
        yield from self._made(
            text(helm, "releaseName") or name, chart, path, [*files, inline, mapping(helm, "valuesObject")]
        )

    def _of_script(self, source: str, path: str) -> Iterator[Install]:
        for command in _INSTALL.finditer(source):
            words = [word.strip("\"'") for word in _WORD.findall(command["rest"])]
            plain_words: list[str] = []
            values: list[Any] = []
            at = 0
            while at < len(words):
                word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
                if word in {"-f", "--values"}:
                    values += following.split(",")
                elif word in {"--set", "--set-string"}:
                    values.append(_dotted(dict(pair.partition("=")[::2] for pair in following.split(","))))
                elif word not in _WITH_VALUE:
                    plain_words += [] if word.startswith("-") else [word]
                    at -= 1
                at += 2
            if len(plain_words) > 1 and "$" not in plain_words[0]:
                yield from self._made(plain_words[0], plain_words[1], path, values)

    def _made(self, name: str, chart: str, path: str, values: list[Any]) -> Iterator[Install]:
        """An installation, if its chart is one of the tree: named from the file's folder, or from the root."""
        for around in (dirname(path), ""):
            folder = normpath(join(around, chart)) if chart else ""
            if name and folder in self.charts:
                over: dict[str, Any] = {}
                for each in values:
                    over = merged(over, self._file(each, around) if isinstance(each, str) else mapping(each), over=True)
                yield Install(name, folder, over)
                return

    def _file(self, name: str, around: str) -> Mapping[str, Any]:
        for path in (normpath(join(around, name)), normpath(name)):
            if path in self.texts.by_path and basename(path):
                return mapping(next(self._bodies(self.texts.of(path)), None))
        return {}


def _dotted(given: Mapping[str, Any]) -> dict[str, Any]:
    """`a.b=c` as Helm sets it."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        made: Any = value
        for part in reversed(str(key).split(".")[:20]):
            made = {part: made}
        found = merged(found, made, over=True)
    return found
