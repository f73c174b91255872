"""Compose files, of version 1 (services at the top) and of 2 and later (under `services`). Source: the Compose Specification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from skerry.facts.fleet import Witness
from skerry.read import problems, yaml_nodes
from skerry.read.manifests._part import Part, Pointer, Setting
from skerry.read.manifests._texts import Texts

READER = "compose"
_FILES = ("*compose*.yml", "*compose*.yaml")
_PORT = re.compile(r"(?:(?:[\d.]+:)?(\d+)(?:-\d+)?:)?(\d+)(?:-\d+)?(?:/\w+)?$")
_VARIABLE = re.compile(r"\$\{(\w+)(?::?[-?+]([^}]*))?\}|\$(\w+)")


def read(texts: Texts) -> Iterator[Part]:
    """A part for each service of each file."""
    for file in texts.named(*_FILES):
        try:
            root = yaml_nodes.compose(texts.of(file.path).encode())
        except yaml_nodes.Refused as error:
            texts.problem(problems.SYNTAX, file.path, error.line, str(error))
            continue
        yield from (_part(file.path, name, node, _environment(texts, file.path)) for name, node in _services(root))


def _services(root: yaml_nodes.Node | None) -> Iterator[tuple[yaml_nodes.Scalar, yaml_nodes.Node]]:
    services = yaml_nodes.child(root, "services") or root
    for name, node in yaml_nodes.pairs(services):
        if yaml_nodes.child(node, "image") is not None or yaml_nodes.child(node, "build") is not None:
            yield name, node


def _part(path: str, name: yaml_nodes.Scalar, node: yaml_nodes.Node, known: dict[str, str]) -> Part:
    own = str(name.value)

    def text(*names: str) -> str:
        return filled(yaml_nodes.text(yaml_nodes.child(node, *names)), known)

    build = text("build") or text("build", "context")
    ports = [_PORT.search(filled(yaml_nodes.text(port), known)) for port in _listed(node, "ports")]
    return Part(
        own,
        Witness(path, yaml_nodes.line(name), READER, own),
        rank=50,
        aliases=tuple(filter(None, (text("container_name"), text("hostname")))),
        folder=normpath(join(dirname(path), build)).removeprefix(".") if build else None,
        image=text("image"),
        ports=tuple(int(port[2]) for port in ports if port),
        published=tuple((int(port[1]), int(port[2])) for port in ports if port and port[1]),
        settings=tuple(_settings(path, node, known)),
        pointers=tuple(_pointers(path, node)),
    )


def _listed(node: yaml_nodes.Node, key: str) -> list[yaml_nodes.Node]:
    return yaml_nodes.sequence(yaml_nodes.child(node, key))


def _settings(path: str, node: yaml_nodes.Node, known: dict[str, str]) -> Iterator[Setting]:
    given = yaml_nodes.child(node, "environment")
    for key, value in yaml_nodes.pairs(given):
        yield Setting(
            str(key.value), filled(yaml_nodes.text(value), known), Witness(path, yaml_nodes.line(key), READER)
        )
    for each in yaml_nodes.sequence(given):
        name, _, said = yaml_nodes.text(each).partition("=")
        yield Setting(name, filled(said, known), Witness(path, yaml_nodes.line(each), READER))


def _pointers(path: str, node: yaml_nodes.Node) -> Iterator[Pointer]:
    for key in ("depends_on", "links"):
        given = yaml_nodes.child(node, key)
        for each in [*yaml_nodes.sequence(given), *(name for name, _ in yaml_nodes.pairs(given))]:
            target = yaml_nodes.text(each).partition(":")[0]
            yield Pointer(target, Witness(path, yaml_nodes.line(each), key, target))


def _environment(texts: Texts, path: str) -> dict[str, str]:
    """What `.env` beside a compose file says."""
    rows = (line.partition("=") for line in texts.of(join(dirname(path), ".env")).splitlines() if "=" in line)
    return {key.strip(): value.strip().strip("'\"") for key, _, value in rows if not key.lstrip().startswith("#")}


def filled(text: str, known: dict[str, str]) -> str:
    """A text with `${NAME}` and `${NAME:-otherwise}` replaced, as far as the values are known."""
    return _VARIABLE.sub(lambda m: known.get(m[1] or m[3], m[2] or m[0]), text) if "$" in text else text
