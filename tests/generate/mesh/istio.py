"""Who gets through, as Istio judges it: AuthorizationPolicy and RequestAuthentication, computed from the manifests alone.

Written from Istio's reference (https://istio.io/latest/docs/reference/config/security/) and held against what Istio itself makes of its own
test cases (`test_oracle.py`).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
ALLOWED, UNKNOWN, FORBIDDEN = 200, 401, 403
_NESTED = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Asked:
    """A request as the proxy of the target sees it. `principal` is that of the caller's certificate, without `spiffe://`.

    `claims` are those of a token that was verified, None where none was shown.
    """

    principal: str = ""
    method: str = "GET"
    path: str = "/"
    port: int = 8080
    host: str = "target"
    claims: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    ip: str = "10.0.0.1"
    remote: str = "10.0.0.1"
    own: str = "10.0.0.2"
    sni: str = ""
    within: str = ""  # the namespace of the target

    @property
    def namespace(self) -> str | None:
        found = re.match(r"[^/]*/ns/([^/]+)/", self.principal)
        return found[1] if found else None


def lets(policies: Iterable[Document], asked: Asked) -> bool:
    """Whether these policies, all of which are looked at for the target, let a request in: deny goes first, then it has to be allowed."""
    found = list(policies)
    if any(_fits(each, asked) for each in found if _action(each) == "DENY"):
        return False
    allowing = [each for each in found if _action(each) == "ALLOW"]
    return not allowing or any(_fits(each, asked) for each in allowing)


def looked_at(policies: Iterable[Document], labels: Mapping[str, str], namespace: str) -> list[Document]:
    """The policies of those that are for a pod with these labels."""
    return [
        each
        for each in policies
        if each["metadata"].get("namespace", "default") in (namespace, "istio-system")
        and (each.get("spec") or {}).get("selector", {}).get("matchLabels", {}).items() <= labels.items()
        and "targetRefs" not in (each.get("spec") or {})
        and (each["metadata"].get("annotations") or {}).get("istio.io/dry-run") != "true"
    ]


def at_waypoint(policies: Iterable[Document], service: str) -> list[Document]:
    """The policies that a waypoint looks at before it leads to a service: those for the service, and those for all that it does."""
    return [
        each
        for each in policies
        for target in each["spec"].get("targetRefs", ())
        if target["kind"] == "Gateway" or (target["kind"], target["name"]) == ("Service", service)
    ]


def _action(policy: Document) -> str:
    return str((policy.get("spec") or {}).get("action", "ALLOW"))


def _fits(policy: Document, asked: Asked) -> bool:
    return any(rule_fits(each or {}, asked) for each in (policy.get("spec") or {}).get("rules") or ())


def rule_fits(rule: Document, asked: Asked) -> bool:
    """Whether a rule is for a request: one of its sources, one of its operations, and all of its conditions."""
    return (
        _one(rule.get("from"), lambda each: _all_of(each.get("source") or {}, _SOURCE, asked))
        and _one(rule.get("to"), lambda each: _all_of(each.get("operation") or {}, _OPERATION, asked))
        and all(_condition(each, asked) for each in rule.get("when") or ())
    )


def _one(several: Sequence[Any] | None, fits: Callable[[Any], bool]) -> bool:
    return not several or any(map(fits, several))


def _all_of(said: Document, known: Mapping[str, Callable[[str, Asked], bool]], asked: Asked) -> bool:
    for name, values in said.items():
        negated = name.startswith("not")
        key = name[3].lower() + name[4:] if negated else name
        found = any(known[key](str(each), asked) for each in values)
        if values and found == negated:
            return False
    return True


def _condition(said: Document, asked: Asked) -> bool:
    fits = _attribute(said["key"])
    yes, no = said.get("values"), said.get("notValues")
    if yes and not any(fits(str(each), asked) for each in yes):
        return False
    return not (no and any(fits(str(each), asked) for each in no))


def text(pattern: str, value: str | None) -> bool:
    """How Istio compares: `*` at one end is whatever comes there, and alone it is anything that there is."""
    if value is None:
        return False
    if pattern == "*":
        return value != ""
    if pattern.startswith("*"):
        return value.endswith(pattern[1:])
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern


def _path(pattern: str, asked: Asked) -> bool:
    path = asked.path.partition("?")[0]
    if "{*}" not in pattern and "{**}" not in pattern:
        return text(pattern, path)
    parts = [{"{*}": "[^/]+", "{**}": ".*"}.get(each, re.escape(each)) for each in re.split(r"(\{\*\*?\})", pattern)]
    return re.fullmatch("".join(parts), path) is not None


def _address(block: str, address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(block)


def _account(said: str, asked: Asked) -> bool:
    namespace, _, name = said.rpartition("/")
    return bool(re.fullmatch(rf"[^/]*/ns/{re.escape(namespace or asked.within)}/sa/{re.escape(name)}", asked.principal))


def _bearer(said: str, asked: Asked) -> bool:
    """The principal of a token is `issuer/subject`, and each half is compared by itself."""
    known = [(asked.claims or {}).get(name) for name in ("iss", "sub")]
    if not all(isinstance(each, str) for each in known):
        return False
    issuer, slash, subject = said.rpartition("/")
    if not slash:
        issuer, subject = ("*", said) if said.startswith("*") else (said, "*" if said.endswith("*") else "")
    return text(issuer, known[0]) and text(subject, known[1])


_SOURCE: dict[str, Callable[[str, Asked], bool]] = {
    "principals": lambda said, asked: text(said, asked.principal or None),
    "namespaces": lambda said, asked: text(said, asked.namespace),
    "requestPrincipals": _bearer,
    "ipBlocks": lambda said, asked: _address(said, asked.ip),
    "remoteIpBlocks": lambda said, asked: _address(said, asked.remote),
    "serviceAccounts": _account,
    "trustDomains": lambda said, asked: text(said, asked.principal.partition("/")[0] or None),
}
_OPERATION: dict[str, Callable[[str, Asked], bool]] = {
    "methods": lambda said, asked: text(said, asked.method),
    "paths": _path,
    "ports": lambda said, asked: int(said) == asked.port,
    "hosts": lambda said, asked: text(said.lower(), asked.host.lower()),
}
_ATTRIBUTES: dict[str, Callable[[str, Asked], bool]] = {
    "source.principal": _SOURCE["principals"],
    "source.namespace": _SOURCE["namespaces"],
    "source.ip": _SOURCE["ipBlocks"],
    "remote.ip": _SOURCE["remoteIpBlocks"],
    "request.auth.principal": _SOURCE["requestPrincipals"],
    "request.auth.audiences": lambda said, asked: _claim(said, asked, ["aud"]),
    "request.auth.presenter": lambda said, asked: _claim(said, asked, ["azp"]),
    "destination.ip": lambda said, asked: _address(said, asked.own),
    "destination.port": _OPERATION["ports"],
    "connection.sni": lambda said, asked: text(said, asked.sni or None),
}


def _attribute(key: str) -> Callable[[str, Asked], bool]:
    names = _NESTED.findall(key)
    if key.startswith("request.headers["):
        return lambda said, asked: text(said, {k.lower(): v for k, v in asked.headers.items()}.get(names[0].lower()))
    if key.startswith("request.auth.claims["):
        return lambda said, asked: _claim(said, asked, names)
    if key.startswith("experimental."):
        return lambda said, asked: False  # what other filters leave: here there are none
    return _ATTRIBUTES[key]


def _claim(said: str, asked: Asked, names: list[str]) -> bool:
    """A claim is a text, or a list of which one fits."""
    found: Any = asked.claims
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list) else [found]
    return any(isinstance(each, str) and text(said, each) for each in several)
