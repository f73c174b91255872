"""The schemes of a document and the ways into its operations, as terms of the language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from skerry.contracts.adopt.openapi.bare.unsaid import Unsaid
from skerry.formats.openapi import Api, Operation
from skerry.model.terms.schemes import Flow, Proof, Scheme, Way

_FLOWS = {
    "authorizationCode": ("code", ("authorizationUrl", "tokenUrl")), "accessCode": ("code", ("authorizationUrl", "tokenUrl")),
    "implicit": ("implicit", ("authorizationUrl",)), "clientCredentials": ("client", ("tokenUrl",)),
    "application": ("client", ("tokenUrl",)), "password": ("password", ("tokenUrl",)),
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9._-]+\Z")
_TOKEN = re.compile(r"[^\s,()]+\Z")


def schemes(api: Api, unsaid: Unsaid) -> dict[str, Scheme]:
    """The schemes that the language can say, by name."""
    found: dict[str, Scheme] = {}
    for name, part in api.security_schemes.items():
        of = _scheme(part.raw)
        if of is None or not _NAME.match(name):
            unsaid.note(part, "how callers prove who they are")
        else:
            found[name] = of
    return found


def ways(operation: Operation, known: Mapping[str, Scheme]) -> tuple[Way, ...] | None:
    """The ways into an operation; None where one of them can't be said."""
    found = []
    for way in operation.security:
        if not way or not all(name in known and all(map(_TOKEN.match, scopes)) for name, scopes in way.items()):
            return () if not way else None
        found.append(Way(tuple(Proof(name, tuple(scopes)) for name, scopes in way.items())))
    return tuple(found)


def usual(found: list[tuple[Way, ...] | None]) -> tuple[Way, ...]:
    """The ways that most operations have."""
    counted = Counter(each for each in found if each is not None)
    return counted.most_common(1)[0][0] if counted else ()


def _scheme(raw: Mapping[str, Any]) -> Scheme | None:
    kind = raw.get("type")
    if kind == "basic" or (kind == "http" and str(raw.get("scheme")).lower() in ("basic", "bearer")):
        return Scheme("basic" if kind == "basic" else str(raw["scheme"]).lower())
    if kind == "apiKey" and raw.get("in") in ("header", "query", "cookie") and _TOKEN.match(str(raw.get("name", ""))):
        return Scheme("api-key", (str(raw["in"]), str(raw["name"])))
    if kind == "openIdConnect" and _TOKEN.match(str(raw.get("openIdConnectUrl", ""))):
        return Scheme("openid", (str(raw["openIdConnectUrl"]),))
    if kind == "mutualTLS":
        return Scheme("mtls")
    return _oauth2(raw) if kind == "oauth2" else None


def _oauth2(raw: Mapping[str, Any]) -> Scheme | None:
    written = raw.get("flows") if isinstance(raw.get("flows"), dict) else {str(raw.get("flow")): raw}
    flows = []
    for name, flow in written.items() if isinstance(written, dict) else ():
        kind, words = _FLOWS.get(name, ("", ()))
        urls = tuple(str(flow.get(word, "")) for word in words) if isinstance(flow, dict) else ()
        if not kind or not all(map(_TOKEN.match, urls)):
            return None
        scopes = flow.get("scopes") if isinstance(flow, dict) else None
        flows.append(Flow(kind, urls, tuple(name for name in scopes or () if _TOKEN.match(str(name)))))
    return Scheme("oauth2", flows=tuple(flows))
