"""Where a configuration server has its files from: a git repository of others is a node of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.97  # measured on eight Java fleets: 2 of 2
GITHUB = "github-repository"
_HOST = re.compile(r"(?:(?:https?|ssh|git)://(?:[^@/\s]*@)?|[\w.-]+@)([\w-]+(?:\.[\w-]+)+)[:/]")
_ENVIRONMENT = re.compile(r"spring\.?cloud\.?config\.?server\.?git\.?uri")


def find(ground: Ground) -> Iterator[Link]:
    """A link from each configuration server to the remote repository that it is given."""
    jvm = ground.derived(Jvm)
    for module in jvm:
        for address, witness in _given(ground, module):
            if found := _HOST.match(address):
                host = found[1].lower()
                name = GITHUB if host == "github.com" else host
                node = Node(name, "external", "git", (host,) if name != host else (), evidence=(witness,))
                yield Link(module.node.name, name, witness, "config", node)


def _given(ground: Ground, module: Module) -> Iterator[tuple[str, Witness]]:
    for each in module.below("spring.cloud.config.server."):
        if each.key.endswith("git.uri") or ".git.repos." in each.key:
            value = module.filled(each.value)
            yield value, Witness(each.path, each.line, "config-repository", value[:120], STRENGTH)
    for setting in ground.settings(module.node.name):
        if _ENVIRONMENT.fullmatch(setting.key.lower().replace("_", ".")):
            at = setting.witness
            yield setting.value, Witness(at.path, at.line, "config-repository", setting.value[:120], STRENGTH)
