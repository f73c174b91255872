"""Which service calls: as its certificate has proved on the connection itself, or as the proxy of a mesh says that has seen it.

A header is worth what the way is worth on which it came. That of a proxy is believed only where the connection comes out of the pod itself,
as it does from a proxy beside the service: from a loopback address, or from the very address at which it was accepted. Nobody else can open
such a connection. Both proxies take away what a caller has written under their header, or write behind it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from skerry_runtime.identity.peer import GATEWAY
from skerry_runtime.trust.settings import TrustError

BEHALF = "skerry-on-behalf"  # the header in which a service passes the token of whom it acts for
Peer = Callable[[Mapping[str, Any]], str]  # of the ASGI scope, the name of the service, '' for none
ISTIO, LINKERD = b"x-forwarded-client-cert", b"l5d-client-id"
SUPERGRAPH = "supergraph"  # like the gateway it calls for whoever is outside, and proves nothing by itself
_NEAR = frozenset(
    map(ipaddress.ip_address, ("127.0.0.6", "::6"))
)  # from where Istio's proxy calls what it stands beside
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def certified(scope: Mapping[str, Any]) -> str:
    """The service whose certificate a door has seen (`skerry_runtime.identity`); '' for a plain connection, which proves nothing."""
    peer = scope.get("state", {}).get("peer")
    return str(peer.service) if peer else ""


def peer(environment: Mapping[str, str]) -> Peer:
    """How the calling service is known here.

    Environment: `SKERRY_PEER` (`istio`, `linkerd`; nothing: by the certificate on the connection), and with it `SKERRY_PEERS`: what the
    names of this system's services look like, with `*` for the service itself (`spiffe://cluster.local/ns/shop/sa/*`).

    Raises:
        TrustError: one is said without the other, or is none that is known.
    """
    said, names = environment.get("SKERRY_PEER", ""), environment.get("SKERRY_PEERS", "")
    if not said and not names:
        return certified
    if said not in _READERS:
        raise TrustError(
            f"SKERRY_PEER is {said!r}; it can be {' or '.join(_READERS)}, where such a proxy stands beside the service"
        )
    before, star, after = names.partition("*")
    if not star or "*" in after or not before + after:
        raise TrustError(
            f"SKERRY_PEERS is {names!r}; with SKERRY_PEER it says how the mesh names the services of this system, "
            "with one * for the service: spiffe://cluster.local/ns/NAMESPACE/sa/*"
        )
    return _Meshed(*_READERS[said], before, after)


def within(scope: Mapping[str, Any]) -> bool:
    """Whether a connection comes out of the pod (or machine) itself."""
    (host, *_), (own, *_) = scope.get("client") or ("",), scope.get("server") or ("",)
    found = _address(host)
    return found is not None and (found.is_loopback or found in _NEAR or found == _address(own))


def handed_on(scope: Mapping[str, Any]) -> bool:
    """Whether the proxy of a mesh stands between: then a connection from this machine does not mean somebody on this machine."""
    host = (scope.get("client") or ("",))[0]
    return _address(host) in _NEAR or any(name in (ISTIO, LINKERD) for name, _ in scope.get("headers", ()))


class _Meshed:
    """Knows services by what a proxy says of their certificates."""

    def __init__(self, header: bytes, read: Callable[[list[str]], str], before: str, after: str) -> None:
        self._header, self._read, self._before, self._after = header, read, before, after

    def __call__(self, scope: Mapping[str, Any]) -> str:
        """Whoever is none of ours is as the gateway is: no service, whatever token it shows, and somebody by a person's."""
        said = _values(scope, self._header) if within(scope) else []
        return self._ours(self._read(said)) or GATEWAY if said else ""

    def _ours(self, id_: str) -> str:
        if len(id_) <= len(self._before + self._after):
            return ""
        if not (id_.startswith(self._before) and id_.endswith(self._after)):
            return ""
        name = id_[len(self._before) : len(id_) - len(self._after)]
        return name if _NAME.fullmatch(name) and name != SUPERGRAPH else ""


def _values(scope: Mapping[str, Any], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope.get("headers", ()) if key == name]


def _istio(values: list[str]) -> str:
    """Envoy writes behind what stands there: `By=…;Hash=…;Subject="";URI=…`. So the last `By=` is its own, whatever comes before."""
    _, own, last = ("," + ",".join(values)).rpartition(",By=")
    if not own:
        return ""
    ids = [each.removeprefix("URI=") for each in last.split(";")[1:] if each.startswith("URI=")]
    return ids[0] if len(ids) == 1 and "," not in ids[0] else ""


def _linkerd(values: list[str]) -> str:
    """The proxy leaves one, its own."""
    return values[0] if len(values) == 1 else ""


_READERS: dict[str, tuple[bytes, Callable[[list[str]], str]]] = {
    "istio": (ISTIO, _istio),
    "linkerd": (LINKERD, _linkerd),
}


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(unquote(host).strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
