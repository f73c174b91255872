"""What nodes are called, as names are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from skerry.facts.fleet import Node

_OTHER = re.compile(r"[^a-z0-9]+")
_AFFIX = re.compile(r"(?:microservices?|services?|svc|srv|server|app|api)$|^(?:ms|svc|srv)-")
_TAG = re.compile(r"[:@][^/]*$")

SERVICE = frozenset(["business", "gateway", "auth", "job"])
STORE = frozenset(["database", "cache"])
PLUMBING = frozenset(["registry", "config", "telemetry", "tool"])
PLUMBED = frozenset(["discovery", "config", "telemetry", "user"])  # kinds of edges


def folded(name: str) -> str:
    """Lower case, with a hyphen for all other characters."""
    return _OTHER.sub("-", name.lower()).strip("-")


def stem(name: str) -> str:
    """What is left of a name without hyphens and without the words that say that it is a service: `cart` of `cart-service`."""
    plain = folded(name)
    return _AFFIX.sub("", plain).replace("-", "") or plain


def plain(name: str) -> str:
    """Letters and digits alone."""
    return _OTHER.sub("", name.lower())


def repository(image: str) -> str:
    """An image without its registry, tag and digest: `shop/cart` of `registry.example:5000/shop/cart:1.2`; '' if it has holes."""
    if "$" in image or "{" in image:
        return ""
    bare = _TAG.sub("", image)
    head, slash, rest = bare.partition("/")
    return (rest if slash and ("." in head or ":" in head or head == "localhost") else bare).removeprefix("library/")


def tag(image: str) -> str:
    """The version of an image; '' where none is said, or only the one that moves."""
    found = _TAG.search(image)
    said = found[0][1:].partition("@")[0] if found else ""
    return "" if said == "latest" or "$" in said or "{" in said else said


def names(node: Node) -> set[str]:
    """All names of a node, folded. A host of somebody else is also known by its domain: `stripe` of `api.stripe.com`."""
    found = {folded(name) for name in (node.name, *node.aliases)}
    if node.role == "external" and "." in node.name:
        found.add(folded(node.name.split(".")[-2]))
    return found - {""}


def unique(of: Iterable[Node]) -> dict[str, str]:
    """Names that mean one node alone, to that node. A node's own name is its own, whoever else is also called that."""
    rows = list(of)
    counts = Counter(name for node in rows for name in names(node))
    found = {name: node.name for node in rows for name in names(node) if counts[name] == 1}
    return found | {folded(node.name): node.name for node in rows}
