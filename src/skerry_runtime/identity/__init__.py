"""Who a service is, and who calls it: certificates with SPIFFE names, read from files, checked on both sides of a connection."""

from skerry_runtime.identity.door import Door, peer_of
from skerry_runtime.identity.files import IdentityError
from skerry_runtime.identity.identity import Identity
from skerry_runtime.identity.outside import Outside
from skerry_runtime.identity.peer import GATEWAY, Peer
from skerry_runtime.identity.spiffe import SpiffeId

__all__ = ["GATEWAY", "Door", "Identity", "IdentityError", "Outside", "Peer", "SpiffeId", "peer_of"]
