"""Which files are manifests, told by their text before anything is parsed, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from skerry.read import problems
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts
from skerry.read.manifests.kubernetes import kustomize
from skerry.read.manifests.kubernetes.cluster import made_by_cluster
from skerry.read.manifests.kubernetes.documents import documents
from skerry.read.manifests.kubernetes.helm.charts import Charts
from skerry.read.manifests.kubernetes.objects import Object, objects
from skerry.read.manifests.kubernetes.whole import parts_of

_FILES = ("*.yaml", "*.yml", "*.json", "*.y*ml.*")  # the last ones are templates: .j2, .tpl, .tmpl, .template, .sample
_KIND = re.compile(r"^[\s\"'-]*kind[\"']?\s*:", re.M)
_VERSION = re.compile(r"^[\s\"'-]*apiVersion[\"']?\s*:", re.M)
_ONE_LINE = re.compile(r"^\s*\{.{0,2000}\"apiVersion\"\s*:", re.S)


def read(texts: Texts) -> Iterator[Part]:
    """The parts of all manifests of a tree, but of those that are for tests."""
    charts = Charts(texts)
    rows: list[Object] = []
    for file in texts.named(*_FILES):
        if (
            file.role != "test"
            and charts.of(file.path) is None
            and (PurePosixPath(file.path).stem == "kustomization" or is_manifest(texts.of(file.path)))
        ):
            rows += _objects(texts, file.path)
    for made in charts.rendered():
        if is_manifest(made.text):
            rows += [
                each
                for body in documents(made.text, made.lines)
                for each in objects(body, made.path, made.chart, made.release)
            ]
    yield from charts.fetched()
    left_out = kustomize.unused(rows)
    rows = [each for each in rows if each.path not in left_out]
    rows += [made for each in rows if kustomize.is_kustomization(each) for made in kustomize.generated(each, texts)]
    yield from parts_of([each for each in rows if not made_by_cluster(each)])


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
