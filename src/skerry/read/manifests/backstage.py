"""Backstage's catalogue: which component a folder holds, and who owns it. Source: "Descriptor Format of Catalog Entities"."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from skerry.facts.fleet import Witness
from skerry.read import problems, yaml_nodes
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts

READER = "backstage"


def read(texts: Texts) -> Iterator[Part]:
    """A part for each component of each `catalog-info.yaml`."""
    for file in texts.named("catalog-info.yaml", "catalog-info.yml"):
        try:
            roots = [root for root in yaml_nodes.compose_all(texts.of(file.path).encode()) if _is_component(root)]
        except yaml_nodes.Refused as error:
            texts.problem(problems.SYNTAX, file.path, error.line, str(error))
            continue
        for root in roots:
            name = yaml_nodes.text(yaml_nodes.child(root, "metadata", "name"))
            kind = yaml_nodes.text(yaml_nodes.child(root, "spec", "type"))
            if name and kind != "library":
                yield Part(
                    name, Witness(file.path, yaml_nodes.line(root), READER, name), rank=30,
                    folder=dirname(file.path) if len(roots) == 1 else None,
                    owner=yaml_nodes.text(yaml_nodes.child(root, "spec", "owner")), runs=False,
                )  # fmt: skip


def _is_component(root: yaml_nodes.Node) -> bool:
    return yaml_nodes.text(yaml_nodes.child(root, "kind")) == "Component"
