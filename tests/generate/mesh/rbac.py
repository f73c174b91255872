"""Who gets through, as Envoy judges what Istio has made of its policies: the RBAC filter, as far as Istio's own test cases use it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from tests.generate.mesh.istio import Asked

Document = Mapping[str, Any]


def denies(filter_: Document, asked: Asked) -> bool:
    """Whether the filter stops a request: none of its policies allows it, or one denies it."""
    rules = filter_["typedConfig"].get("rules")
    if rules is None:
        return False
    fits = any(_policy(each, asked) for each in (rules.get("policies") or {}).values())
    return fits if rules.get("action") == "DENY" else not fits


def _policy(policy: Document, asked: Asked) -> bool:
    return any(_fits(each, asked) for each in policy["permissions"]) and any(
        _fits(each, asked) for each in policy["principals"]
    )


def _fits(of: Document, asked: Asked) -> bool:
    ((kind, value),) = of.items()
    if kind in ("andRules", "andIds"):
        return all(_fits(each, asked) for each in value["rules" if kind == "andRules" else "ids"])
    if kind in ("orRules", "orIds"):
        return any(_fits(each, asked) for each in value["rules" if kind == "orRules" else "ids"])
    if kind in ("notRule", "notId"):
        return not _fits(value, asked)
    return bool({
        "any": lambda: value,
        "header": lambda: _header(value, asked),
        "urlPath": lambda: _text(value["path"], asked.path.partition("?")[0]),
        "uriTemplate": lambda: _template(value["typedConfig"]["pathTemplate"], asked.path.partition("?")[0]),
        "destinationPort": lambda: value == asked.port,
        "destinationIp": lambda: _within(value, asked.own),
        "directRemoteIp": lambda: _within(value, asked.ip),
        "remoteIp": lambda: _within(value, asked.remote),
        "requestedServerName": lambda: bool(asked.sni) and _text(value, asked.sni),
        "authenticated": lambda: bool(asked.principal) and _matched(value["principalName"], f"spiffe://{asked.principal}"),
        "metadata": lambda: _metadata(value, asked),
        "sourcedMetadata": lambda: _metadata(value["metadataMatcher"], asked),
    }[kind]())  # fmt: skip


def _header(of: Document, asked: Asked) -> bool:
    known = {":method": asked.method, ":authority": asked.host, **{k.lower(): v for k, v in asked.headers.items()}}
    found = known.get(of["name"].lower())
    if "presentMatch" in of:
        return (found is not None) is of["presentMatch"]
    return found is not None and _text(
        of["stringMatch"] if "stringMatch" in of else {"safeRegex": of["safeRegexMatch"]}, found
    )


def _matched(of: Document, value: str) -> bool:
    return _text(of.get("stringMatch", of), value)


def _text(of: Document, value: str) -> bool:
    if of.get("ignoreCase"):
        value = value.lower()
        of = {k: v.lower() if isinstance(v, str) else v for k, v in of.items()}
    if "safeRegex" in of:
        return re.fullmatch(of["safeRegex"]["regex"], value) is not None
    if "prefix" in of:
        return value.startswith(of["prefix"])
    if "suffix" in of:
        return value.endswith(of["suffix"])
    return bool(value == of["exact"])


def _template(of: str, path: str) -> bool:
    parts = [{"*": "[^/]+", "**": ".*"}.get(each, re.escape(each)) for each in re.split(r"(\*\*?)", of)]
    return re.fullmatch("".join(parts), path) is not None


def _within(of: Document, address: str) -> bool:
    network = ipaddress.ip_network(f"{of['addressPrefix']}/{of['prefixLen']}", strict=False)
    return ipaddress.ip_address(address) in network


def _metadata(of: Document, asked: Asked) -> bool:
    """What the token says (`payload`), its issuer and subject, or what another filter has left."""
    if of["filter"] != "envoy.filters.http.jwt_authn":
        return False
    found: Any = {"payload": asked.claims} if asked.claims is not None else {}
    for each in of["path"]:
        found = found.get(each["key"]) if isinstance(found, Mapping) else None
    return _value(of["value"], found)


def _value(of: Document, found: Any) -> bool:
    ((kind, value),) = of.items()
    if kind == "orMatch":
        return any(_value(each, found) for each in value["valueMatchers"])
    if kind == "listMatch":
        return isinstance(found, list) and any(_value(value["oneOf"], each) for each in found)
    return isinstance(found, str) and _text(value, found)
