"""Names of services: SPIFFE IDs (https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md), as Istio and SPIRE form them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

_ID = re.compile(r"spiffe://([a-z0-9._-]{1,255})/ns/([A-Za-z0-9._-]+)/sa/([A-Za-z0-9._-]+)")


class Nameless(ValueError):
    """A certificate that names no service; the message says what it has instead."""


@dataclass(frozen=True, slots=True)
class SpiffeId:
    """`spiffe://TRUST/ns/NAMESPACE/sa/SERVICE`."""

    trust: str
    namespace: str
    service: str

    def __str__(self) -> str:
        return f"spiffe://{self.trust}/ns/{self.namespace}/sa/{self.service}"

    @classmethod
    def of(cls, text: str) -> SpiffeId:
        """The ID that is written so.

        Raises:
            Nameless: it is none of this form.
        """
        found = _ID.fullmatch(text)
        if found is None:
            raise Nameless(f"{text!r} is not spiffe://TRUST/ns/NAMESPACE/sa/SERVICE")
        return cls(*found.groups())

    def of_system(self, other: SpiffeId) -> bool:
        """Whether another one is of the same trust domain and namespace."""
        return (self.trust, self.namespace) == (other.trust, other.namespace)

    def sibling(self, service: str) -> SpiffeId:
        """That of another service of the same system."""
        return replace(self, service=service)


def certified(certificate: Mapping[str, Any] | None) -> SpiffeId:
    """The one that a certificate is for, which was verified (`ssl`'s `getpeercert()`).

    Raises:
        Nameless: it is for none, or for several names, which an X.509-SVID may not be.
    """
    names = [value for kind, value in (certificate or {}).get("subjectAltName", ()) if kind == "URI"]
    if len(names) != 1:
        raise Nameless(f"the certificate has {len(names)} URIs among its names, and needs one")
    return SpiffeId.of(names[0])
