"""Rules of who is let in."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import BOTH, BREAKING, CHANGED, DANGEROUS, NARROWED, WIDENED
from skerry.contracts.diff.asyncapi.samples import SERVER, document, server

_SECURE = "security: [{ type: userPassword }]"
_OTHER = "security: [{ type: X509 }]"
_SECURED = {
    "broker": (server(), server(f"{SERVER}, {_SECURE}"), server(f"{SERVER}, {_OTHER}")),
    "operation": (document(), document(operation=_SECURE), document(operation=_OTHER)),
}
SECURITY = {
    (area, action): Rule(
        BOTH,
        area,
        "security",
        action,
        DANGEROUS if action is WIDENED else BREAKING,
        {
            NARROWED: "More is asked for to be let in",
            WIDENED: "Less is asked for to be let in",
            CHANGED: "Something else is asked for to be let in",
        }[action]
        + (" (server)" if area == "broker" else " (operation)"),
        "Nobody breaks; see whether it is meant." if action is WIDENED else "Clients without it are refused.",
        *{NARROWED: (free, secure), WIDENED: (secure, free), CHANGED: (secure, other)}[action],
    )
    for area, (free, secure, other) in _SECURED.items()
    for action in (NARROWED, WIDENED, CHANGED)
}
