"""gRPC behind certificates: the files that REST has, read again when they change, and who is at the other end of a connection.

gRPC has TLS of its own, and does not say when a certificate ends; that is read off it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import grpc

from skerry_runtime.clock import wall
from skerry_runtime.identity import Identity, Peer, SpiffeId
from skerry_runtime.identity.certificates import ends
from skerry_runtime.identity.files import Pem
from skerry_runtime.identity.spiffe import Nameless

_NAME, _CERTIFICATE = "peer_spiffe_id", "x509_pem_cert"
_LONGEST = 600.0  # seconds
Proved = Mapping[str, Iterable[bytes]]


def credentials(identity: Identity) -> Any:
    """For a server: who connects shows a certificate of an authority in the bundle. Each connection has the files of its moment.

    Raises:
        IdentityError: there is no certificate that can be used.
    """
    used = identity.pem()

    def fetched() -> Any:
        nonlocal used
        found = identity.pem()
        if found is used:
            return None
        used = found
        return _configuration(found)

    return grpc.dynamic_ssl_server_credentials(_configuration(used), fetched, require_client_authentication=True)


def lasting(identity: Identity) -> int:
    """How long a connection is kept, in milliseconds: who comes back shows the certificate that it has then."""
    left = ends(identity.pem().certificate) - wall()
    return int(1000 * max(1.0, min(_LONGEST, left / 4)))


def peer_of(proved: Proved, own: SpiffeId) -> Peer:
    """Who is at the other end, as gRPC says what was proved.

    Raises:
        Nameless: nobody of this system.
    """
    name, certificate = (next(iter(proved.get(each, ())), b"") for each in (_NAME, _CERTIFICATE))
    found = SpiffeId.of(name.decode("latin-1"))
    if not found.of_system(own):
        raise Nameless(f"{found} is no service of {own.trust}, {own.namespace}")
    return Peer(str(found), found.service, until=_until(certificate))


@lru_cache(maxsize=256)
def _until(certificate: bytes) -> float:
    return ends(certificate)


def _configuration(pem: Pem) -> Any:
    return grpc.ssl_server_certificate_configuration([(pem.key, pem.certificate)], root_certificates=pem.bundle)
