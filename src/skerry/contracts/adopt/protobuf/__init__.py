"""Protocol Buffers as text of the architecture language with the numbers of fields, and what of them the language cannot say."""

from __future__ import annotations

from skerry.contracts.adopt.adopter import Adopter
from skerry.contracts.adopt.protobuf.model import adopt

__all__ = ["ADOPTER", "adopt"]


def _claims(name: str, head: bytes) -> bool:
    return name.lower().endswith((".proto", ".binpb", ".desc"))


ADOPTER = Adopter("Protocol Buffers", _claims, adopt)
