"""Who calls from outside: a person at a screen calls the front doors, which are web UIs, gateways, and pages to log in at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence import spring_clients
from skerry.read.fleet.evidence._jvm import Jvm
from skerry.read.fleet.evidence.spring_security import authorization_servers
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

USER, OTHERWISE = "user", "person"  # the second where a service of ours is called so
# Measured on eight Java fleets: gateways 6 of 6, web UI 1 of 1, pages to log in 2 of 2; no fleet told of published ports.
STRENGTHS = {"gateway": 0.9, "web-ui": 0.9, "login-page": 0.8, "published": 0.6}
_LOGIN = re.compile(
    r"(?:^|/)(?:templates|static|views|public|pages)/(?:.*/)?(?:login|signin|authorize)\.\w+$", re.IGNORECASE
)
_SCREEN = re.compile(
    r"(?:^|[-_])(?:front-?end|store-?front|web-?ui|ui|web-?app(?:lication)?|webapp|spa|www)(?:$|[-_])|-front$"
)
# What a browser runs is built with one of these.
_PAGES = re.compile(r'"(?:react-dom|vue|@angular/core|svelte|next|nuxt|preact|solid-js|ember-source)"\s*:')


def find(ground: Ground) -> Iterator[Link]:
    """A link from the user to each front door, if there is one."""
    jvm = ground.derived(Jvm)
    likely = [node for node in ground.nodes if node.role in {"business", "gateway"} and _is_screen(ground, node)]
    routers = [node for node in ground.nodes if node.role == "gateway" and node.name not in jvm.aboard]
    screens = [node for node in likely if node.published] or ([] if routers else likely)
    gateways = [node for node in routers if node not in screens]
    for reader, nodes in (("web-ui", screens), ("gateway", () if screens else gateways)):
        for node in nodes:
            yield _link(ground, node, node.evidence[0], reader)
    for name in authorization_servers(ground, jvm):
        if page := next((file for file in ground.files(name) if _LOGIN.search(file.path)), None):
            yield _link(ground, ground.by_name[name], Witness(page.path), "login-page")
    if not screens and not gateways:
        called = {link.target for link in ground.derived(spring_clients.found)}
        for node in ground.nodes:
            if node.role == "business" and node.published and node.name not in called:
                yield _link(ground, node, node.evidence[0], "published")


def _is_screen(ground: Ground, node: Node) -> bool:
    """Whether a node's name, or what it is built with, says that it is a screen."""
    return bool(_SCREEN.search(node.name.lower())) or any(
        _PAGES.search(ground.texts.of(f"{folder}/package.json")) for folder in node.folders if folder
    )


def _link(ground: Ground, node: Node, seen: Witness, reader: str) -> Link:
    witness = replace(seen, reader=reader, text=seen.text or node.name, strength=STRENGTHS[reader])
    user = OTHERWISE if USER in ground.by_name else USER
    return Link(user, node.name, witness, "user", Node(user, "external", "person", evidence=(witness,)))
