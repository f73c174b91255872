"""Tye's application file: services by name, of projects, folders and images. Source: the tye.yaml schema reference."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from skerry.facts.fleet import Witness
from skerry.read import problems, yaml_nodes
from skerry.read.manifests._compose_services import beside
from skerry.read.manifests._part import Part, Setting
from skerry.read.manifests._texts import Texts

READER = "tye"


def read(texts: Texts) -> Iterator[Part]:
    """A part for each service of each file."""
    for file in texts.named("tye.yml", "tye.yaml"):
        try:
            root = yaml_nodes.compose(texts.of(file.path).encode())
        except yaml_nodes.Refused as error:
            texts.problem(problems.SYNTAX, file.path, error.line, str(error))
            continue
        for each in yaml_nodes.sequence(yaml_nodes.child(root, "services")):
            if name := yaml_nodes.text(yaml_nodes.child(each, "name")):
                yield _part(file.path, name, each)


def _part(path: str, name: str, node: yaml_nodes.Node) -> Part:
    project = yaml_nodes.text(yaml_nodes.child(node, "project"))
    docker = yaml_nodes.text(yaml_nodes.child(node, "dockerFile"))
    built = project or docker
    replicas = yaml_nodes.text(yaml_nodes.child(node, "replicas"))
    ports = [
        int(port) for each in yaml_nodes.sequence(yaml_nodes.child(node, "bindings"))
        if (port := yaml_nodes.text(yaml_nodes.child(each, "port"))).isdigit() and len(port) < 6
    ]  # fmt: skip
    environment = yaml_nodes.child(node, "env") or yaml_nodes.child(node, "environment")
    settings = [
        Setting(yaml_nodes.text(yaml_nodes.child(each, "name")), yaml_nodes.text(yaml_nodes.child(each, "value")),
                Witness(path, yaml_nodes.line(each), READER))
        for each in yaml_nodes.sequence(environment)
    ]  # fmt: skip
    return Part(
        name, Witness(path, yaml_nodes.line(node), READER, name), rank=50,
        folder=dirname(beside(path, built.replace("\\", "/"))) if built else None,
        image=yaml_nodes.text(yaml_nodes.child(node, "image")), ports=tuple(ports),
        published=tuple((port, port) for port in ports), replicas=int(replicas) if replicas.isdigit() and len(replicas) < 6 else 0,
        settings=tuple(settings), among=f"{READER}:{path}",
    )  # fmt: skip
