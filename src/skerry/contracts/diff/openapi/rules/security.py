"""Who is let in, and by which credentials."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import OK, B, D, S, api, gathered, rule

_SCHEMES = """components:
  securitySchemes:
    key: { type: apiKey, in: header, name: key }
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: { read: read, write: write } } } }
"""


def _secured(security: str) -> str:
    return api(f"get:\n  {security}\n  {OK}", top=_SCHEMES)


SECURITY_NARROWED = rule(
    "in security requirement narrowed",
    B,
    "An operation asks for more than before to let somebody in",
    _secured("security: [{ login: [read] }]"),
    _secured("security: [{ login: [read, write] }]"),
    "A caller who was let in with what it has is refused: a scheme, a scope was added, or an alternative was taken away.",
)
SECURITY_WIDENED = rule(
    "in security requirement widened",
    D,
    "An operation lets in more callers than before",
    _secured("security: [{ login: [read, write] }]"),
    _secured("security: [{ login: [read] }]"),
    "Nobody is refused, but a protection was weakened. Accept it with a reason, if it is meant.",
)
SECURITY_CHANGED = rule(
    "in security requirement changed",
    B,
    "An operation lets callers in by other means",
    _secured("security: [{ key: [] }]"),
    _secured("security: [{ login: [read] }]"),
    "Who was let in is refused, and others are let in.",
)
SCHEME_CHANGED = rule(
    "in security scheme changed",
    B,
    "A security scheme means something else",
    api(top=_SCHEMES),
    api(top=_SCHEMES.replace("in: header", "in: query")),
    "Credentials are expected in another place, or come from elsewhere.",
)
SCHEME_REMOVED = rule(
    "in security scheme removed",
    D,
    "A security scheme was removed",
    api(top=_SCHEMES),
    api(top="\n".join(line for line in _SCHEMES.splitlines() if "key:" not in line) + "\n"),
    "The operations that asked for it show what that means; if none did, nothing changes.",
)
SCHEME_ADDED = rule(
    "in security scheme added",
    S,
    "A security scheme was added",
    api(top="\n".join(line for line in _SCHEMES.splitlines() if "key:" not in line) + "\n"),
    api(top=_SCHEMES),
)

RULES = gathered(dict(globals()))
