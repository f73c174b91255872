"""Who asks an authorization server: resource servers and clients of OAuth 2, also where the issuer's address is not in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.89  # measured on eight Java fleets: 8 of 9
HOLDS_KEY = 0.3  # a resource server that checks tokens by a key of its own; no fleet of the truth has one
_SERVED = ("EnableResourceServer",)
_CALLING = ("EnableOAuth2Sso", "EnableOAuth2Client")
# Spring Security OAuth and its successor: a key that is given, not fetched (`jwt.key-uri`, `jwk-set-uri` fetch it).
_KEY = re.compile(r"\b(?:setSigningKey|setVerifierKey|withPublicKey|withSecretKey)\s*\(")
_KEYS = ("security.oauth2.resource.jwt.keyvalue", "spring.security.oauth2.resourceserver.jwt.publickeylocation")
_LIBRARIES = re.compile(r"spring-boot-starter-oauth2-(resource-server|client)|spring-security-oauth2-resource-server")
_CLIENT = re.compile(r"spring-boot-starter-oauth2-client")
_SERVERS = re.compile(r"spring-security-oauth2-authorization-server|spring-boot-starter-oauth2-authorization-server")
_IMAGES = re.compile(r"keycloak|hydra|dex|identityserver")


def find(ground: Ground) -> Iterator[Link]:
    """A link from each resource server or client to the one authorization server, if there is only one."""
    jvm = ground.derived(Jvm)
    servers = authorization_servers(ground, jvm)
    for module in jvm if len(servers) == 1 else ():
        seen = module.annotation(*_CALLING, *_SERVED) or module.library(_LIBRARIES)
        if seen is not None:
            strength = HOLDS_KEY if _holds_key(jvm, module) else STRENGTH
            yield Link(module.node.name, servers[0], replace(seen, reader="oauth2", strength=strength), "auth")


def _holds_key(jvm: Jvm, module: Module) -> bool:
    """Whether a module checks tokens without asking. Who logs people in asks all the same."""
    if module.annotation(*_CALLING) or module.library(_CLIENT):
        return False
    return any(module.property(*_KEYS)) or any(_KEY.search(jvm.code(file.path)) for file in module.sources)


def authorization_servers(ground: Ground, jvm: Jvm) -> tuple[str, ...]:
    """The nodes that issue tokens by OAuth 2."""
    return tuple(
        node.name
        for node in ground.nodes
        if _issues(jvm.modules.get(node.name)) or _IMAGES.search(node.image.rpartition("/")[2])
    )


def _issues(module: Module | None) -> bool:
    return module is not None and bool(module.annotation("EnableAuthorizationServer") or module.library(_SERVERS))
