"""Who is let in: alternatives of schemes with scopes, compared by what the schemes ask for and not by their names."""

from __future__ import annotations

import json

from skerry.contracts.change import Action
from skerry.contracts.diff.asyncapi.desk import Desk
from skerry.contracts.diff.asyncapi.rules import security as security_rules
from skerry.formats.asyncapi import Requirement, Ways
from skerry.formats.json_schema import Part

_SILENT = ("description", "scopes", "availableScopes", "refreshUrl")
Way = dict[str, frozenset[str]]


def compare_security(desk: Desk, area: str, about: str, was: tuple[Part, Ways], now: tuple[Part, Ways]) -> None:
    """The ways into a server (`broker`) or an operation."""
    before, after = ([_asked(way) for way in side[1]] for side in (was, now))
    narrowed = not all(_let_in(way, after) for way in before or [{}])
    widened = not all(_let_in(way, before) for way in after or [{}])
    if not narrowed and not widened:
        return
    action = Action.CHANGED if narrowed and widened else Action.NARROWED if narrowed else Action.WIDENED
    text = f"asks for {said(now[1])} to let somebody in, it was {said(was[1])}"
    rule = security_rules.SECURITY[area, action]
    desk.note(rule, was[0], now[0], text, about=about, before=said(was[1]), after=said(now[1]))


def said(ways: Ways) -> str:
    """The ways in words."""
    texts = (" and ".join(_shown(each) for each in way) for way in ways)
    return " or ".join(text or "nothing" for text in texts) or "nothing"


def _shown(requirement: Requirement) -> str:
    scopes = ", ".join(sorted(requirement.scopes))
    return f"{requirement.name} ({scopes})" if scopes else requirement.name


def _asked(way: tuple[Requirement, ...]) -> Way:
    return {_identity(each): each.scopes for each in way}


def _identity(requirement: Requirement) -> str:
    """What a scheme asks for; its name where it is not defined."""
    raw = _plain(requirement.scheme.raw)
    return json.dumps(raw, sort_keys=True, default=str) if raw else requirement.name


def _plain(raw: object) -> object:
    if isinstance(raw, dict):
        return {
            key: _plain(value) for key, value in raw.items() if key not in _SILENT and not str(key).startswith("x-")
        }
    return raw


def _let_in(way: Way, others: list[Way]) -> bool:
    return not others or any(
        all(name in way and scopes <= way[name] for name, scopes in other.items()) for other in others
    )
