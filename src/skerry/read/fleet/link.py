"""A link: one piece of evidence that one node uses another."""

from __future__ import annotations

from msgspec import Struct

from skerry.facts.fleet import Node, Witness


class Link(Struct, frozen=True, gc=False):
    """`source` and `target` are names of nodes. `kind` is one of the fleet's KINDS, '' where the target's role is to tell.

    `new` is a node that nothing but this evidence knows of (a mail server, somebody else's system), and of which it is the target
    or the source.
    """

    source: str
    target: str
    witness: Witness
    kind: str = ""
    new: Node | None = None
