"""Callbacks and webhooks: what is said there is sent by us, and what they answer is received; promises change sides."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent

from skerry.contracts.change import Rule
from skerry.contracts.diff.openapi.rules import bodies, parameters, responses
from skerry.contracts.diff.openapi.rules.make import JSON, OK, B, D, S, api, gathered, rule


def _hook(*lines: str, answer: str = OK) -> str:
    text = "\n".join((*lines, answer))
    return api(top=f"webhooks:\n  shipped:\n    post:\n{indent(text, '      ')}\n")


def _header(text: str) -> str:
    return _hook(answer=f"responses: {{ '200': {{ description: done, headers: {{ A: {{ {text} }} }} }} }}")


def _parameter(text: str) -> str:
    return _hook(f"parameters: [{{ name: sign, in: header, {text} }}]")


_ANY = "schema: { type: string }"
_MUST = f"required: true, {_ANY}"
_BODY, _SURE_BODY = _hook(f"requestBody: {{ {JSON} }}"), _hook(f"requestBody: {{ required: true, {JSON} }}")

PARAMETER_REMOVED = rule(
    "out parameter - removed", D, "A call of ours no longer carries a parameter", _parameter(_ANY), _hook(),
    "Receivers may have read it.",
)  # fmt: skip
PARAMETER_ADDED = rule(
    "out parameter - added", S, "A call of ours may carry another parameter", _hook(), _parameter(_ANY)
)
PARAMETER_SURE = rule(
    "out parameter required narrowed", S, "A parameter is sure to come with a call of ours", _parameter(_ANY),
    _parameter(_MUST),
)  # fmt: skip
PARAMETER_LOST = rule(
    "out parameter required widened", B, "A parameter is no longer sure to come with a call of ours",
    _parameter(_MUST), _parameter(_ANY), "Receivers took it for granted: a signature, an identifier.",
)  # fmt: skip
BODY_REMOVED = rule(
    "out body - removed",
    B,
    "A call of ours no longer carries a body",
    _BODY,
    _hook(),
    "Receivers have nothing to read.",
)
BODY_ADDED = rule("out body - added", S, "A call of ours may carry a body", _hook(), _BODY)
BODY_SURE = rule("out body required narrowed", S, "A call of ours always carries its body", _BODY, _SURE_BODY)
BODY_LOST = rule(
    "out body required widened", B, "A call of ours may come without its body", _SURE_BODY, _BODY,
    "Receivers took it for granted.",
)  # fmt: skip
HEADER_NEEDED = rule(
    "in header required narrowed", B, "Receivers must answer with a header", _header(_ANY), _header(_MUST),
    "Answers without it are refused.",
)  # fmt: skip
HEADER_FREE = rule(
    "in header required widened", S, "Receivers need not answer with a header", _header(_MUST), _header(_ANY)
)
HEADER_REMOVED = rule("in header - removed", S, "A header of what receivers answer was removed", _header(_ANY), _hook())
HEADER_ADDED = rule("in header - added", S, "Receivers may answer with another header", _hook(), _header(_ANY))

TURNED: Mapping[str, Rule] = {
    parameters.PARAMETER_REMOVED.id: PARAMETER_REMOVED,
    parameters.PARAMETER_ADDED.id: PARAMETER_ADDED,
    parameters.PARAMETER_NEEDED.id: PARAMETER_SURE,
    parameters.PARAMETER_FREE.id: PARAMETER_LOST,
    bodies.BODY_REMOVED.id: BODY_REMOVED,
    bodies.BODY_ADDED.id: BODY_ADDED,
    bodies.BODY_NEEDED.id: BODY_SURE,
    bodies.BODY_FREE.id: BODY_LOST,
    responses.HEADER_SURE.id: HEADER_NEEDED,
    responses.HEADER_LOST.id: HEADER_FREE,
    responses.HEADER_REMOVED.id: HEADER_REMOVED,
    responses.HEADER_ADDED.id: HEADER_ADDED,
}
RULES = gathered(dict(globals()))
