"""What stands around operations: servers, webhooks, callbacks, and the version of the document."""

from __future__ import annotations

from skerry.contracts.diff.openapi.rules.make import B, D, S, api, gathered, get, rule

SERVER_REMOVED = rule(
    "- server - removed",
    D,
    "A server was removed",
    api(top="servers: [{ url: https://a.example.com }, { url: https://b.example.com }]\n"),
    api(top="servers: [{ url: https://a.example.com }]\n"),
    "Who calls it by this address finds nothing, unless it is only no longer written down.",
)
SERVER_ADDED = rule(
    "- server - added",
    S,
    "A server was added",
    api(top="servers: [{ url: https://a.example.com }]\n"),
    api(top="servers: [{ url: https://a.example.com }, { url: https://b.example.com }]\n"),
)
_HOOK = "webhooks:\n  shipped:\n    post:\n      responses: { '200': { description: seen } }\n"
WEBHOOK_REMOVED = rule(
    "- webhook - removed",
    B,
    "A webhook was removed",
    api(top=_HOOK),
    api(),
    "Those who wait for its call wait in vain.",
)
WEBHOOK_ADDED = rule("- webhook - added", S, "A webhook was added", api(), api(top=_HOOK))
_CALLBACK = "callbacks: { paid: { '{$request.body#/url}': { post: { responses: { '200': { description: seen } } } } } }"
CALLBACK_REMOVED = rule(
    "- callback - removed",
    B,
    "A callback was removed",
    get(_CALLBACK),
    get(),
    "Those who gave their address wait in vain.",
)
CALLBACK_ADDED = rule("- callback - added", S, "A callback was added", get(), get(_CALLBACK))
VERSION_STALE = rule(
    "- document version changed",
    D,
    "Something breaks, but the major version did not grow",
    "",
    "",
    "Consumers judge by the version (semver.org) whether they can take an update as it comes.",
)

RULES = gathered(dict(globals()))
