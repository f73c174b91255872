"""Skaffold's artifacts: which image is built of which folder. Source: the skaffold.yaml reference."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read import problems, yaml_nodes
from skerry.read.manifests._compose_services import beside
from skerry.read.manifests._part import Part
from skerry.read.manifests._source_folders import source_folder
from skerry.read.manifests._texts import Texts

READER = "skaffold"


def read(texts: Texts) -> Iterator[Part]:
    """A part for each artifact of each file, of all its documents and profiles."""
    for file in texts.named("skaffold*.yml", "skaffold*.yaml"):
        try:
            for root in yaml_nodes.compose_all(texts.of(file.path).encode()):
                yield from _artifacts(texts, file.path, root)
                for profile in yaml_nodes.sequence(yaml_nodes.child(root, "profiles")):
                    yield from _artifacts(texts, file.path, profile)
        except yaml_nodes.Refused as error:
            texts.problem(problems.SYNTAX, file.path, error.line, str(error))


def _artifacts(texts: Texts, path: str, root: yaml_nodes.Node) -> Iterator[Part]:
    for each in yaml_nodes.sequence(yaml_nodes.child(root, "build", "artifacts")):
        image = yaml_nodes.text(yaml_nodes.child(each, "image"))
        context = yaml_nodes.text(yaml_nodes.child(each, "context")) or "."
        inner = yaml_nodes.text(yaml_nodes.child(each, "jib", "project")).replace(":", "/").strip("/")
        dockerfile = yaml_nodes.text(yaml_nodes.child(each, "docker", "dockerfile"))
        folder = source_folder(texts, beside(path, f"{context}/{inner}" if inner else context), dockerfile)
        if image and folder is not None and (not folder or folder in texts.folders):
            name = image.rpartition("/")[2].partition(":")[0]
            yield Part(
                name, Witness(path, yaml_nodes.line(each), READER, image), rank=15, folder=folder, image=image, runs=False, serves=True
            )  # fmt: skip
