"""How callers prove who they are: `basic`, `api-key header X-Key`, `oauth2 client https://id.example/token`; who is let in: `oauth(read)`.

scheme := 'basic' | 'bearer' | 'mtls' | 'api-key' ('header' | 'query' | 'cookie') name | 'openid' url | 'oauth2' flow*
flow   := ('code' url url | 'implicit' url | 'client' url | 'password' url) ('(' scope (',' scope)* ')')?
way    := proof ('and' proof)*                                                       all of them are needed
proof  := name ('(' scope (',' scope)* ')')?
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skerry.model.terms.scan import Scanner, TermError, whole

KINDS = ("basic", "bearer", "mtls", "api-key", "openid", "oauth2")
PLACES = ("header", "query", "cookie")
FLOWS = {"code": 2, "implicit": 1, "client": 1, "password": 1}
_TOKEN = re.compile(r"[^\s,()]+")
_SCHEME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Flow:
    """A way to a token: one of `FLOWS`, its addresses (where to sign in, where tokens are given), and what can be granted."""

    kind: str
    urls: tuple[str, ...]
    scopes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.kind, *self.urls)) + (f" ({', '.join(self.scopes)})" if self.scopes else "")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One of `KINDS`. `said` is what belongs to it: place and name of a key, or an address."""

    kind: str
    said: tuple[str, ...] = ()
    flows: tuple[Flow, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.kind, *self.said, *map(str, self.flows)))


@dataclass(frozen=True, slots=True)
class Proof:
    """A scheme by its name, and what has to be granted there."""

    scheme: str
    scopes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.scheme + (f"({', '.join(self.scopes)})" if self.scopes else "")


@dataclass(frozen=True, slots=True)
class Way:
    """Proofs that are needed together."""

    proofs: tuple[Proof, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.proofs))


def parse_scheme(text: str) -> Scheme:
    """Reads `api-key header X-Key`."""
    return whole(text, _scheme)


def parse_way(text: str) -> Way:
    """Reads `oauth(orders.read, orders.write) and key`."""
    return whole(text, _way)


def _scheme(scanner: Scanner) -> Scheme:
    start = scanner.at
    kind = scanner.word("a scheme, such as `bearer`")
    if kind not in KINDS:
        raise TermError(f"there is no scheme `{kind}`", start, f"one of {', '.join(KINDS)}")
    if kind == "api-key":
        at = scanner.at
        place = scanner.word("where the key is sent")
        if place not in PLACES:
            raise TermError(f"a key can't be sent in `{place}`", at, f"one of {', '.join(PLACES)}")
        return Scheme(kind, (place, scanner.match(_TOKEN) or scanner.expected("the name it is sent under")))
    if kind == "openid":
        return Scheme(kind, (scanner.match(_TOKEN) or scanner.expected("an address"),))
    return Scheme(kind, flows=_flows(scanner) if kind == "oauth2" else ())


def _flows(scanner: Scanner) -> tuple[Flow, ...]:
    found = []
    while not scanner.done:
        start = scanner.at
        kind = scanner.word("a flow")
        if kind not in FLOWS:
            raise TermError(f"there is no flow `{kind}`", start, f"one of {', '.join(FLOWS)}")
        urls = tuple(scanner.match(_TOKEN) or scanner.expected("an address") for _ in range(FLOWS[kind]))
        found.append(Flow(kind, urls, _scopes(scanner)))
    return tuple(found)


def _way(scanner: Scanner) -> Way:
    proofs = [_proof(scanner)]
    while scanner.keyword("and"):
        proofs.append(_proof(scanner))
    return Way(tuple(proofs))


def _proof(scanner: Scanner) -> Proof:
    name = scanner.match(_SCHEME) or scanner.expected("the name of a scheme")
    return Proof(name, _scopes(scanner))


def _scopes(scanner: Scanner) -> tuple[str, ...]:
    if not scanner.take("("):
        return ()
    scopes = [scanner.match(_TOKEN) or scanner.expected("a scope")]
    while scanner.take(","):
        scopes.append(scanner.match(_TOKEN) or scanner.expected("a scope"))
    scanner.need(")")
    return tuple(scopes)
