"""Charts: where they stand, what they are made of, and what comes out of their templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.read import yaml_nodes
from skerry.read.manifests._part import Part
from skerry.read.manifests._products import product
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.helm.environments import environments
from skerry.read.manifests.kubernetes.helm.evaluate import Templates
from skerry.read.manifests.kubernetes.helm.functions import merged
from skerry.read.manifests.kubernetes.helm.installs import Install, Installs
from skerry.read.manifests.kubernetes.helm.syntax import parsed
from skerry.read.manifests.kubernetes.values import at, line_of, listed, mapping, mappings, plain, text

HELM = "helm"
_MOST_CHARTS = 200
_MADE = ("headless", "master", "primary", "server")  # what the Services of usual charts are called besides
_RELEASE = "release-name"  # as `helm template` calls one; it is taken out again, since nobody else knows the name of an installation
_NAMED_BY_RELEASE = re.compile(rf"\b{_RELEASE}-(?=[a-z0-9])|(?<=[a-z0-9])-{_RELEASE}\b")


class Rendered(Struct, frozen=True):
    """A template's text, with the line that each of its lines comes from.

    `chart` is the name of the chart whose it is, or of its installation where it has several; `release` tells installations apart.
    """

    path: str
    chart: str
    release: str
    text: str
    lines: list[int]


class Chart(Struct):
    """`folder` is where its Chart.yaml stands; `about` what that says.

    `parts` are the charts in it, or named by a path: the key of each one's values, itself, and what the outer chart says of it.
    """

    folder: str
    about: Mapping[str, Any]
    values: Mapping[str, Any]
    parts: list[tuple[str, Chart, Mapping[str, Any]]] = []

    @property
    def name(self) -> str:
        """As the chart says, or as its folder is called."""
        return text(self.about, "name") or basename(self.folder)

    @property
    def is_library(self) -> bool:
        """Whether it only defines what others include."""
        return text(self.about, "type") == "library"


class Charts:
    """The charts of a tree."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        folders = [dirname(file.path) for file in texts.named("Chart.yaml", "Chart.yml") if file.role != "test"]
        self.charts = {folder: self._chart(folder) for folder in folders[:_MOST_CHARTS]}
        self.templates: dict[str, list[str]] = {folder: [] for folder in self.charts}
        for file in texts.tree.files:
            if "/templates/" in f"/{file.path}" and (folder := self.of(file.path)) is not None and file.role != "test":
                self.templates[folder].append(file.path)
        inner = {part.folder for chart in self.charts.values() for part in self._joined(chart)}
        self.installs = Installs(texts, self.charts)
        self.top = [
            chart
            for folder, chart in self.charts.items()
            if (folder not in inner or folder in self.installs.of) and not chart.is_library
        ]

    def of(self, path: str) -> str | None:
        """The folder of the chart whose template a file is; None if it is none's."""
        above, found, _ = f"/{path}".rpartition("/templates/")
        while found:
            if above.lstrip("/") in self.charts:
                return above.lstrip("/")
            above, found, _ = above.rpartition("/templates/")
        return None

    def _chart(self, folder: str) -> Chart:
        return Chart(folder, mapping(self._yaml(folder, "Chart")), mapping(self._yaml(folder, "values")), [])

    def _yaml(self, folder: str, name: str) -> Any:
        for suffix in (".yaml", ".yml"):
            path = join(folder, name + suffix)
            if path in self.texts.by_path:
                try:
                    return plain(yaml_nodes.compose(self.texts.of(path).encode()))
                except yaml_nodes.Refused:
                    return None
        return None

    def _joined(self, chart: Chart) -> Iterator[Chart]:
        """Puts the charts into a chart that belong to it, and yields them."""
        named = {text(each, "name"): each for each in mappings(chart.about, "dependencies")}
        for folder, part in self.charts.items():
            if dirname(folder) == join(chart.folder, "charts") and part.name not in named:
                chart.parts.append((part.name, part, {}))
                yield part
        for each in mappings(chart.about, "dependencies"):
            path = text(each, "repository").removeprefix("file://")
            beside = normpath(join(chart.folder, path)) if text(each, "repository").startswith("file://") else ""
            found = self.charts.get(beside) or self.charts.get(join(chart.folder, "charts", text(each, "name")))
            if found is None or found is chart:
                continue
            yield found
            chart.parts.append((text(each, "alias") or found.name, found, each))

    def fetched(self) -> Iterator[Part]:
        """What charts take from elsewhere: well-known products, and services to which they give a name of their own."""
        for chart in self.charts.values():
            for each in mappings(chart.about, "dependencies") if self._is_used(chart) else ():
                name = text(each, "alias") or text(each, "name")
                here = join(chart.folder, "charts", text(each, "name")) in self.charts
                role, technology = product(text(each, "name"))
                if (
                    here
                    or text(each, "repository").startswith("file://")
                    or not _is_on(merged(chart.values, self._over(chart), over=True), each)
                ):
                    continue
                if role or text(each, "alias"):
                    own = mapping(chart.values, name)
                    given = [text(own, key) for key in ("fullnameOverride", "nameOverride") if text(own, key)]
                    path = f"{chart.folder}/Chart.yaml".lstrip("/")
                    yield Part(
                        name,
                        Witness(
                            path, line_of(each, "name"), "helm", f"{text(each, 'name')} {text(each, 'version')}".strip()
                        ),
                        rank=20,
                        aliases=tuple(dict.fromkeys([*given, *(f"{name}-{end}" for end in _MADE)])),
                        role=role,
                        technology=technology,
                    )

    def _is_used(self, chart: Chart) -> bool:
        return chart in self.top or any(
            part is chart and _is_on(other.values, about)
            for other in self.charts.values()
            for _, part, about in other.parts
        )

    def deployments(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """All charts with the values that stand in them, and with those of each environment: a name, and the files."""
        if not self.top:
            return
        own = [path for each in self.top for path in self._files(each, 0)]
        by_name: dict[str, list[str]] = {}
        for each in self.top:
            for name, paths in environments(self.texts, each.folder).items():
                by_name.setdefault(name, []).extend(paths)
        yield HELM, tuple(dict.fromkeys(own))
        yield from ((f"{HELM}-{name}", tuple(dict.fromkeys([*own, *paths]))) for name, paths in by_name.items())

    def _files(self, chart: Chart, depth: int) -> Iterator[str]:
        for name in ("Chart.yaml", "Chart.yml", "values.yaml", "values.yml"):
            if (path := join(chart.folder, name)) in self.texts.by_path:
                yield path
        yield from self.templates[chart.folder]
        for _, part, _ in chart.parts if depth < 5 else ():
            yield from self._files(part, depth + 1)

    def _over(self, chart: Chart) -> Mapping[str, Any]:
        """What the files of the chosen environment set."""
        chosen = self.texts.chosen
        found: dict[str, Any] = {}
        if chosen is not None and chosen.kind == HELM:
            for paths in environments(self.texts, chart.folder).values():
                for path in (path for path in paths if path in chosen.paths):
                    folder, _, file = path.rpartition("/")
                    found = merged(found, mapping(self._yaml(folder, file.rpartition(".")[0])), over=True)
        return found

    def rendered(self) -> Iterator[Rendered]:
        """What comes out of the charts that are no part of others, with the values that stand in them."""
        for chart in self.top:
            installs = self.installs.of.get(chart.folder, [])
            for each in installs or [Install("", chart.folder, {})]:
                # A chart for many services is one by the name of its installation; that of all others nobody else knows.
                over = merged(each.values, self._over(chart), over=True)
                yield from self._installed(chart, each.name if len(installs) > 1 else "", over)

    def _installed(self, chart: Chart, name: str, over: Mapping[str, Any]) -> Iterator[Rendered]:
        parts = list(self._parts(chart, merged(chart.values, over, over=True), {}, 0))
        templates = Templates()
        for part, _ in reversed(parts):  # of two definitions of a name, the outer chart's counts
            for path in self.templates[part.folder]:
                if "{{" in self.texts.of(path):
                    templates.define(parsed(self.texts.of(path)))
        for part, values in parts:
            for made in self._of_chart(part, chart.folder, values, templates):
                yield replace(
                    made,
                    text=_named(made.text, part.name, name),
                    chart=name if name and part is chart else part.name,
                    release=f"{chart.folder}:{name}",
                )

    def _of_chart(
        self, chart: Chart, release: str, values: Mapping[str, Any], templates: Templates
    ) -> Iterator[Rendered]:
        if chart.is_library:
            return
        root = self._root(chart, values)
        made: dict[str, Rendered] = {}
        # Helm begins with the deepest and last one, since a template may set what those after it find: `zzz_profile.yaml`.
        for path in sorted(self.templates[chart.folder], key=lambda path: (path.count("/"), path), reverse=True):
            name = basename(path)
            if name.startswith("_") or not name.endswith((".yaml", ".yml", ".json")):
                continue
            root["Template"] = {"Name": join(chart.name, path[len(chart.folder) :].lstrip("/"))}
            written = templates.render(parsed(self.texts.of(path)), root)
            made[path] = Rendered(path, chart.name, release, str(written), written.lines)
        yield from (made[path] for path in self.templates[chart.folder] if path in made)

    def _parts(
        self, chart: Chart, values: Mapping[str, Any], shared: Mapping[str, Any], depth: int
    ) -> Iterator[tuple[Chart, Mapping[str, Any]]]:
        """A chart and those in it, each with its values: its own, and over them what the outer chart says under its key and `global`."""
        shared = merged(mapping(values, "global"), shared, over=True)
        yield chart, merged(values, {"global": shared}, over=True)
        for key, part, about in chart.parts if depth < 5 else ():
            if not _is_on(values, about):
                continue
            yield from self._parts(part, merged(part.values, mapping(values, key), over=True), shared, depth + 1)

    def _root(self, chart: Chart, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a template finds at its dot."""
        capitals = {key[:1].upper() + key[1:]: value for key, value in chart.about.items()}
        return {
            "Values": values,
            "Chart": {**capitals, "Name": chart.name},
            "Release": {
                "Name": _RELEASE, "Namespace": "default", "Service": "Helm", "IsInstall": True, "IsUpgrade": False, "Revision": 1,
            },
            "Capabilities": {
                "KubeVersion": {"Version": "v1.31.0", "GitVersion": "v1.31.0", "Major": "1", "Minor": "31"},
                "APIVersions": {"Has": lambda version: True},
            },
            "Files": {"Get": lambda path: self._file(chart, path), "Glob": lambda pattern: {}},
        }  # fmt: skip

    def _file(self, chart: Chart, path: object) -> str:
        found = normpath(join(chart.folder, text(path)))
        return self.texts.of(found) if found in self.texts.by_path else ""


def _is_on(values: Mapping[str, Any], dependency: Mapping[str, Any]) -> bool:
    """Whether values let a dependency in: the first of its conditions that they have, else one of its tags; with neither they do."""
    for path in text(dependency, "condition").split(","):
        if isinstance(said := at(values, *path.strip().split(".")), bool):
            return said
    tags = mapping(values, "tags")
    told = [tags[tag] for each in listed(dependency, "tags") if isinstance(tags.get(tag := text(each)), bool)]
    return any(told) if told else True


def _named(text: str, chart: str, install: str) -> str:
    """The text with the name of its installation; without one, names lose the part that stands for it, or are called as the chart."""
    if _RELEASE not in text:
        return text
    if install:
        return text.replace(f"{_RELEASE}-{chart}", install).replace(_RELEASE, install)
    return _NAMED_BY_RELEASE.sub("", text).replace(_RELEASE, chart)
