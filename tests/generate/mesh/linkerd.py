"""Who gets through, as Linkerd judges it: Server, HTTPRoute, AuthorizationPolicy and what they name, computed from the manifests alone.

Written from Linkerd's reference (https://linkerd.io/2-edge/reference/authorization-policy/) and from how its proxy compares paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Document = Mapping[str, Any]


class Linkerd:
    """The policies of one namespace."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._found: dict[str, list[Document]] = {}
        for each in documents:
            if each["apiVersion"].startswith("policy.linkerd.io/"):
                self._found.setdefault(each["kind"], []).append(each)

    def lets(self, labels: Mapping[str, str], port: str, identity: str, method: str, path: str) -> bool:
        """Whether a request gets in at a port of a pod; `identity` is '' for a caller without certificate."""
        servers = [
            each
            for each in self._found["Server"]
            if each["spec"]["podSelector"]["matchLabels"].items() <= labels.items() and each["spec"]["port"] == port
        ]
        if not servers:
            return False  # the namespace denies by default
        (server,) = servers
        if server["spec"]["accessPolicy"] != "deny":
            return True
        name = server["metadata"]["name"]
        if self._authorized("Server", name, identity):
            return True
        routes = [each for each in self._found.get("HTTPRoute", ()) if _parent(each) == name]
        best = max((found for each in routes if (found := _matched(each, method, path))), default=None)
        return best is not None and self._authorized("HTTPRoute", best[1], identity)

    def _authorized(self, kind: str, name: str, identity: str) -> bool:
        return any(
            all(self._proved(ref, identity) for ref in each["spec"]["requiredAuthenticationRefs"])
            for each in self._found["AuthorizationPolicy"]
            if (each["spec"]["targetRef"]["kind"], each["spec"]["targetRef"]["name"]) == (kind, name)
        )

    def _proved(self, ref: Document, identity: str) -> bool:
        (found,) = (each for each in self._found[ref["kind"]] if each["metadata"]["name"] == ref["name"])
        if ref["kind"] == "NetworkAuthentication":
            return {each["cidr"] for each in found["spec"]["networks"]} >= {"0.0.0.0/0", "::/0"}
        return any(_named(each, identity) for each in found["spec"]["identities"])


def _parent(route: Document) -> str:
    (ref,) = route["spec"]["parentRefs"]
    return str(ref["name"])


def _named(pattern: str, identity: str) -> bool:
    return identity.endswith(pattern[1:]) if pattern.startswith("*.") else identity == pattern


def _matched(route: Document, method: str, path: str) -> tuple[tuple[int, int], str] | None:
    """How well a route fits (exact before pattern before prefix, then the longer one), and its name."""
    found = []
    for rule in route["spec"]["rules"]:
        for each in rule["matches"]:
            value = each["path"]["value"]
            if each["method"] != method:
                continue
            kind = each["path"]["type"]
            if kind == "Exact" and path == value:
                found.append((2, len(value)))
            elif kind == "RegularExpression" and re.fullmatch(value, path):
                found.append((1, len(path)))
            elif kind == "PathPrefix" and (path == value or path.startswith(value.rstrip("/") + "/")):
                found.append((0, len(value)))
    return (max(found), route["metadata"]["name"]) if found else None
