"""`compose.yaml` and what it names: the images that have no service's folder, the databases, and the program that makes secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files

from skerry.generate.compose import images, networks, parts, services
from skerry.generate.compose.credentials import credentials, databases
from skerry.generate.gateway.supergraph import exposed
from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.identity import namespace
from skerry.generate.workloads import passages, platform, workloads
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = "compose"
_POOL = 29  # networks that Docker's own address pools have room for, beside its default bridge


def compose(system: System, _: Asked) -> Generated:
    """All files."""
    found, ways = tuple(each for each in workloads(system) if each.name == each.app), passages(system)
    kept = tuple(credentials(found))
    stores = tuple(databases(found))
    ties = networks.ties(system, found, ways)
    running = {each.name: services.service(each, ties) for each in found}
    running |= dict(parts.parts(system, found, stores, ties))
    document = {
        "name": namespace(system),
        "services": running,
        "networks": networks.written(ties),
        "secrets": {each.name: {"file": f"secrets/{each.name}"} for each in kept},
        "configs": parts.configs(system, ties),
        "volumes": {name: {} for name in parts.volumes(found, stores)},
    }
    text = {"compose.yaml": yaml({name: value for name, value in document.items() if value})}
    text["secrets.json"] = json.dumps([each.row() for each in kept], indent=2) + "\n"
    text["secrets.py"] = files("skerry.generate.compose.programs").joinpath("secrets.py").read_text(encoding="utf-8")
    text[".gitignore"] = "/secrets/\n"
    if stores:
        text["databases.sh"] = parts.script(stores)
    if platform.gateway(system):
        text["gateway.Dockerfile"] = images.gateway()
    if exposed(system):
        text["supergraph.Dockerfile"] = images.supergraph()
    return Generated((Tree(ROOT, text),), tuple(_notes(len(ties.members))))


def _notes(count: int) -> Iterator[str]:
    if count > _POOL:
        yield f"compose: {count} networks; Docker has room for {_POOL} unless its default-address-pools are made smaller"
