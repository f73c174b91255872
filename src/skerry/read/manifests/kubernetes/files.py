"""Which files are manifests, told by their text before anything is parsed, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skerry.read import problems
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes.cluster import made_by_cluster
from skerry.read.manifests.kubernetes.documents import documents
from skerry.read.manifests.kubernetes.helm.charts import Charts
from skerry.read.manifests.kubernetes.kustomize import (
    Builder,
    Kustomizations,
    Resource,
    generated,
    inline_patches,
    is_kustomization,
    named,
)
from skerry.read.manifests.kubernetes.objects import Object, objects
from skerry.read.manifests.kubernetes.values import line_of
from skerry.read.manifests.kubernetes.whole import parts_of

KUSTOMIZE = "kustomize"
_FILES = ("*.yaml", "*.yml", "*.json", "*.y*ml.*")  # the last ones are templates: .j2, .tpl, .tmpl, .template, .sample
_KIND = re.compile(r"^[\s\"'-]*kind[\"']?\s*:", re.M)
_VERSION = re.compile(r"^[\s\"'-]*apiVersion[\"']?\s*:", re.M)
_ONE_LINE = re.compile(r"^\s*\{.{0,2000}\"apiVersion\"\s*:", re.S)


class Manifests:
    """The manifests of a tree but those that are for tests, each parsed once."""

    def __init__(self, texts: Texts) -> None:
        self.texts, self.charts = texts, Charts(texts)
        self.of: dict[str, list[Object]] = {}
        for file in texts.named(*_FILES):
            if (
                (file.role != "test" or _is_chosen(texts, file.path))
                and self.charts.of(file.path) is None
                and (PurePosixPath(file.path).stem == "kustomization" or is_manifest(texts.of(file.path)))
            ):
                self.of[file.path] = list(_objects(texts, file.path))
        self.kustomizations = Kustomizations([each for rows in self.of.values() for each in rows])
        self._builder = Builder(texts, self.kustomizations, self.written)

    def written(self, path: str) -> Sequence[Object]:
        """The objects of a file."""
        return self.of.get(path, ())

    def built(self, folder: str) -> list[Resource]:
        """What comes out of the kustomization in a folder."""
        return self._builder.build(folder)


def read(texts: Texts) -> Iterator[Part]:
    """The parts of all manifests of a tree, or of those of the deployment that was chosen."""
    manifests = texts.derived(Manifests)
    charts, kustomizations = manifests.charts, manifests.kustomizations
    for each, address in kustomizations.remote():
        texts.problem(problems.REMOTE, each.path, line_of(each.body), f"{address} is not fetched")
    rows: list[Object] = []
    if texts.chosen is not None and texts.chosen.kind == KUSTOMIZE:
        folders = [folder for folder in kustomizations.tops() if kustomizations.of[folder].path in texts.chosen.paths]
        rows += [named(each) for folder in folders for each in manifests.built(folder)]
    else:
        left_out = kustomizations.unused()
        rows += [each for path, found in manifests.of.items() if path not in left_out for each in found]
        rows += [made for each in rows if is_kustomization(each) for made, _ in generated(each, texts)]
        rows += [made for each in rows if is_kustomization(each) for made in inline_patches(each)]
        rows += [named(each) for folder in kustomizations.tops() for each in manifests.built(folder) if each.patched]
    for made in charts.rendered():
        if is_manifest(made.text):
            rows += [
                each
                for body in documents(made.text, made.lines)
                for each in objects(body, made.path, made.chart, made.release)
            ]
    yield from charts.fetched()
    yield from parts_of([each for each in rows if not made_by_cluster(each)])


def _is_chosen(texts: Texts, path: str) -> bool:
    return texts.chosen is not None and path in texts.chosen.paths


def is_manifest(text: str) -> bool:
    """Whether a text may hold objects of Kubernetes."""
    return "apiVersion" in text and bool((_VERSION.search(text) and _KIND.search(text)) or _ONE_LINE.match(text))


def _objects(texts: Texts, path: str) -> Iterator[Object]:
    def refused(line: int, why: str) -> None:
        texts.problem(problems.SYNTAX, path, line, why)

    whole = PurePosixPath(path).stem == "kustomization"
    for body in documents(texts.of(path), refused=refused):
        if whole and isinstance(body, dict):  # it may leave out what it is
            body.setdefault("apiVersion", "kustomize.config.k8s.io/v1beta1")
            body.setdefault("kind", "Kustomization")
        yield from objects(body, path)
