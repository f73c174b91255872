"""TLS contexts of one certificate: TLS 1.3, both sides show one, and names are SPIFFE IDs rather than hosts."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import Any

from skerry_runtime.identity.files import Files, IdentityError
from skerry_runtime.identity.spiffe import Nameless, SpiffeId, certified

_ROUNDS = 4  # more than a handshake of TLS 1.3 takes


def server(files: Files, own: SpiffeId | None = None) -> ssl.SSLContext:
    """For a server that lets nobody in who has no certificate of an authority in the bundle, or is of another system than its `own`.

    Sessions are not resumed: that would skip looking at the certificate.
    """
    context = _of(files, ssl.PROTOCOL_TLS_SERVER)
    if own is not None:
        context.sslobject_class = _checking(own.of_system, f"a service of {own.trust}, {own.namespace}")
    context.verify_mode = ssl.CERT_REQUIRED
    context.num_tickets = 0
    return context


def client(files: Files, wanted: SpiffeId | None = None) -> ssl.SSLContext:
    """For calls of one service: nobody else is spoken to, wherever it listens."""
    context = _of(files, ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the name is a SPIFFE ID; `_checking` looks at it
    if wanted is not None:
        context.sslobject_class = _checking(wanted.__eq__, str(wanted))
    return context


def tried(files: Files) -> Mapping[str, Any]:
    """The certificate, after both sides of a handshake with itself have believed it.

    Raises:
        IdentityError: the files do not fit each other, or nobody would believe them now.
    """
    try:
        return _shaken(server(files), client(files))
    except (ssl.SSLError, OSError) as error:
        raise IdentityError(f"the certificate {files.certificate} can't be used: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """What is wrong with a certificate or a handshake, in words for a log."""
    if said := getattr(error, "verify_message", ""):
        return str(said)
    if code := getattr(error, "reason", ""):
        return str(code).replace("_", " ").lower()
    return str(getattr(error, "strerror", "") or "") or str(error) or "the other side has gone away"


def _of(files: Files, protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(files.certificate, files.key)
    context.load_verify_locations(files.bundle)
    return context


def _checking(fits: Callable[[SpiffeId], bool], wanted: str) -> type[ssl.SSLObject]:
    """Ends a handshake with anybody else before a byte of a request is sent or read."""

    class Checking(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            try:
                found = certified(self.getpeercert())
            except Nameless as error:
                raise ssl.SSLCertVerificationError(1, f"{wanted} is meant, and {error}") from error
            if not fits(found):
                raise ssl.SSLCertVerificationError(1, f"{wanted} is meant, and it is {found}")

    return Checking


def _shaken(serving: ssl.SSLContext, calling: ssl.SSLContext) -> Mapping[str, Any]:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (calling.wrap_bio(to_client, to_server), serving.wrap_bio(to_server, to_client, server_side=True))
    for _ in range(_ROUNDS):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return ends[1].getpeercert() or {}
