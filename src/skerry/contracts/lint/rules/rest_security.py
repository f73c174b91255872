"""Who may call REST APIs, and how that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation
from skerry.kernel.problem import Severity

_SECRET = re.compile(
    r"(access|auth|api|refresh|client|bearer)?[_-]?(password|passwd|secret|token|api_?key|apikey)", re.IGNORECASE
)
_PAGE_TOKEN = re.compile(r"(page|next|continuation|sync)[_-]?token", re.IGNORECASE)
_TOKEN = "components: {securitySchemes: {token: {type: http, scheme: bearer}}}\n"
_OAUTH = """
components:
  securitySchemes:
    login:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: 'https://acme.com/token', scopes: {orders.read: Read orders}}}
"""


def _ways(raw: object) -> Iterator[tuple[int, str, list[str]]]:
    for at, way in enumerate(raw if isinstance(raw, list) else ()):
        for name, scopes in way.items() if isinstance(way, dict) else ():
            yield at, name, [str(each) for each in scopes] if isinstance(scopes, list) else []


@rule(
    "rest-security-undefined", "A security scheme is not defined", Kind.API, Kind.OPERATION, keys=("security",),
    level=Severity.ERROR,
    about="Nobody knows how to be let in, and generated servers let everybody in.",
    fix="Define it in `components.securitySchemes`.",
    sound=api(_TOKEN + "security: [{token: []}]"), broken=api(_TOKEN + "security: [{key: []}]"),
)  # fmt: skip
def security_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    for at, name, _ in _ways(node.raw["security"]):
        if name not in desk.api.security_schemes:
            yield Hit(node.below("security", at, name), f"the security scheme {name} is not defined")


@rule(
    "rest-security-scope-undefined", "A scope is not defined", Kind.API, Kind.OPERATION, keys=("security",),
    level=Severity.ERROR,
    about="No token will ever have it, or it is misspelt and guards nothing.",
    fix="Define it in the flows of the scheme.",
    sound=api(_OAUTH + "security: [{login: [orders.read]}]"), broken=api(_OAUTH + "security: [{login: [order.read]}]"),
)  # fmt: skip
def security_scope_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    for at, name, scopes in _ways(node.raw["security"]):
        scheme = desk.api.security_schemes.get(name)
        if scheme is None or scheme.raw.get("type") != "oauth2":
            continue
        flows = scheme.raw.get("flows")
        holders = flows.values() if isinstance(flows, dict) else [scheme.raw]
        known = {scope for each in holders if isinstance(each, dict) for scope in each.get("scopes") or ()}
        for scope in scopes:
            if scope not in known:
                yield Hit(node.below("security", at, name), f"the scope {scope} of {name} is not defined")


@rule(
    "rest-security-none", "The API says nothing about who may call it", Kind.API,
    about="An API that is open to everybody should say so; one that is not should say how to be let in.",
    fix="Define security schemes and `security`; `security: [{}]` says that it is open.",
    sound=api(_TOKEN + "security: [{token: []}]\npaths: {/orders: {get: {}}}"), broken=api("paths: {/orders: {get: {}}}"),
)  # fmt: skip
def security_none(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    if "security" in node.raw or desk.api.security_schemes or not desk.api.operations:
        return
    if not any("security" in each.part.raw for each in desk.api.operations.values()):
        yield Hit(node.place, "there is no `security`, and no security scheme")


@rule(
    "rest-security-open-write", "Everybody may write", Kind.OPERATION,
    about="The API has security schemes, yet this operation that changes something asks for none.",
    fix="Give it `security`, or `security: [{}]` where it has to be open (a login).",
    sound=api(_TOKEN + "paths: {/orders: {post: {security: [{token: []}]}}}"),
    broken=api(_TOKEN + "paths: {/orders: {post: {summary: Place an order}}}"),
)  # fmt: skip
def security_open_write(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    writes = node.key in ("post", "put", "patch", "delete")
    if writes and desk.api.security_schemes and "security" not in node.raw and "security" not in desk.raw:
        yield Hit(node.place, f"{desk.operation(node).name} asks for no security")


@rule(
    "rest-security-basic", "Passwords are sent with each call", Kind.SCHEME, keys=("type",),
    about="HTTP Basic sends the password itself, every time; whoever sees one call has it for ever.",
    fix="Use OAuth 2 or OpenID Connect, whose tokens run out.",
    sound=api("components: {securitySchemes: {token: {type: http, scheme: bearer}}}"),
    broken=api("components: {securitySchemes: {password: {type: http, scheme: basic}}}"),
)  # fmt: skip
def security_basic(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["type"] == "basic" or str(node.raw.get("scheme")).lower() == "basic":
        yield Hit(node.place, f"{node.key} is HTTP Basic")


@rule(
    "rest-security-key-in-query", "A key is sent in the URL", Kind.SCHEME, keys=("in",),
    about="URLs are kept in logs, histories and proxies; a key in them is known to all of these.",
    fix="Send it in a header.",
    sound=api("components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}"),
    broken=api("components: {securitySchemes: {key: {type: apiKey, in: query, name: key}}}"),
)  # fmt: skip
def security_key_in_query(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw.get("type") == "apiKey" and node.raw["in"] == "query":
        yield Hit(node.place, f"{node.key} is sent in the URL")


@rule(
    "rest-security-credential-in-url", "A credential is sent in the URL", Kind.PARAMETER, keys=("name",),
    about="URLs are kept in logs, histories and proxies; a secret in them is known to all of these.",
    fix="Send it in a header or in the body.",
    sound=operation("parameters: [{name: page_token, in: query, schema: {type: string}}]"),
    broken=operation("parameters: [{name: password, in: query, schema: {type: string}}]"),
)  # fmt: skip
def security_credential_in_url(node: Node, desk: Desk) -> Iterator[Hit]:
    name = str(node.raw["name"])
    if node.raw.get("in") in ("query", "path") and _SECRET.fullmatch(name) and not _PAGE_TOKEN.fullmatch(name):
        yield Hit(node.place, f"{name} is sent in the URL")


@rule(
    "rest-security-flow-unsafe", "An OAuth flow is no longer safe", Kind.SCHEME, keys=("flows", "flow"),
    about="RFC 9700 advises against the implicit flow, which leaks tokens, and forbids the one that hands passwords to clients.",
    fix="Use authorizationCode with PKCE, or clientCredentials.",
    sound=api(_OAUTH),
    broken=api("""
    components:
      securitySchemes:
        login: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://acme.com/login', scopes: {}}}}
    """),
)  # fmt: skip
def security_flow_unsafe(node: Node, desk: Desk) -> Iterator[Hit]:
    flows = node.raw.get("flows")
    names = list(flows) if isinstance(flows, dict) else [node.raw.get("flow")]
    for name in names:
        if name in ("implicit", "password"):
            yield Hit(node.place, f"{node.key} has the flow {name}")


@rule(
    "rest-security-url-insecure", "Tokens are fetched without encryption", Kind.SCHEME, level=Severity.ERROR,
    about="Whoever is on the way gets the token.",
    fix="Use https.",
    sound=api(_OAUTH), broken=api(_OAUTH.replace("https", "http")),
)  # fmt: skip
def security_url_insecure(node: Node, desk: Desk) -> Iterator[Hit]:
    flows = node.raw.get("flows")
    holders = [node.raw, *(flows.values() if isinstance(flows, dict) else ())]
    for holder in holders:
        for word in ("tokenUrl", "authorizationUrl", "refreshUrl", "openIdConnectUrl", "deviceAuthorizationUrl"):
            url = str(holder.get(word) or "") if isinstance(holder, dict) else ""
            if url.startswith("http://") and not url.startswith("http://localhost"):
                yield Hit(node.place, f"{word} of {node.key} is not encrypted")


@rule(
    "rest-security-unused", "A security scheme is used nowhere", Kind.API, level=Severity.NOTE, last=True,
    about="Readers take it for a way in.",
    fix="Ask for it in `security`, or remove it.",
    sound=api(_TOKEN + "security: [{token: []}]"), broken=api(_TOKEN + "security: []"),
)  # fmt: skip
def security_unused(node: Node, desk: Desk) -> Iterator[Hit]:
    assert desk.api is not None
    operations = (*desk.api.operations.values(), *(each.operation for each in desk.api.webhooks.values()))
    used = {name for each in operations for way in each.security for name in way}
    used |= {name for _, name, _ in _ways(node.raw.get("security"))}
    for name, scheme in desk.api.security_schemes.items():
        if name not in used:
            yield Hit(scheme.place, f"{name} is used nowhere")
