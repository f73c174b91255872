"""Who asks an authorization server: resource servers and clients of OAuth 2, also where the issuer's address is not in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.89  # measured on eight Java fleets: 8 of 9
_RESOURCES = ("EnableResourceServer", "EnableOAuth2Sso", "EnableOAuth2Client")
_LIBRARIES = re.compile(r"spring-boot-starter-oauth2-(resource-server|client)|spring-security-oauth2-resource-server")
_SERVERS = re.compile(r"spring-security-oauth2-authorization-server|spring-boot-starter-oauth2-authorization-server")
_IMAGES = re.compile(r"keycloak|hydra|dex|identityserver")


def find(ground: Ground) -> Iterator[Link]:
    """A link from each resource server or client to the one authorization server, if there is only one."""
    jvm = ground.derived(Jvm)
    servers = authorization_servers(ground, jvm)
    for module in jvm if len(servers) == 1 else ():
        seen = module.annotation(*_RESOURCES) or module.library(_LIBRARIES)
        if seen is not None:
            yield Link(module.node.name, servers[0], replace(seen, reader="oauth2", strength=STRENGTH), "auth")


def authorization_servers(ground: Ground, jvm: Jvm) -> tuple[str, ...]:
    """The nodes that issue tokens by OAuth 2."""
    return tuple(
        node.name
        for node in ground.nodes
        if _issues(jvm.modules.get(node.name)) or _IMAGES.search(node.image.rpartition("/")[2])
    )


def _issues(module: Module | None) -> bool:
    return module is not None and bool(module.annotation("EnableAuthorizationServer") or module.library(_SERVERS))
