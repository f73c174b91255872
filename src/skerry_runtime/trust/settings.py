"""Whom a process trusts, as its environment says it; without that, what the model guards does not start."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

log = logging.getLogger("skerry.trust")
NEEDED = ("SKERRY_ISSUER", "SKERRY_JWKS", "SKERRY_AUDIENCE")


class TrustError(Exception):
    """A process can't start, since it does not know whom to trust; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The issuer whose tokens are accepted, for which audience, where its keys are (a path or a URL), and which claim has the roles."""

    issuer: str
    audience: str
    keys: str
    roles: str = "roles"


def settings(name: str, environment: Mapping[str, str], *, guarded: bool) -> Settings | None:
    """What `name` (a service, the gateway) is to trust; None where nothing is guarded, or it is said that nothing shall be.

    Environment: `SKERRY_ISSUER`, `SKERRY_JWKS`, `SKERRY_AUDIENCE`, `SKERRY_ROLES_CLAIM` (`roles`, or a path: `realm_access.roles`),
    `SKERRY_TRUST` (`off`).

    Raises:
        TrustError: the model says who may do what, and the environment not whom to believe.
    """
    if not guarded:
        return None
    said = environment.get("SKERRY_TRUST", "on")
    if said == "off":
        log.warning("%s lets everybody do everything: SKERRY_TRUST=off", name)
        return None
    if said != "on":
        raise TrustError(f"SKERRY_TRUST is {said!r}; it can be on or off")
    missing = [each for each in NEEDED if not environment.get(each)]
    if missing:
        raise TrustError(
            f"the model says who may use {name}, and nothing says whose tokens to believe: set {', '.join(missing)} "
            "(the issuer's name, its keys as a path or URL, and the audience of its tokens), or SKERRY_TRUST=off to let everybody in"
        )
    issuer, keys, audience = (environment[each] for each in NEEDED)
    return Settings(issuer, audience, keys, environment.get("SKERRY_ROLES_CLAIM") or "roles")
