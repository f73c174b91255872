"""Who is let in: ways (alternatives) of schemes with scopes. Fewer or harder ways narrow, more or easier ones widen."""

from __future__ import annotations

from collections.abc import Mapping

from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.rules import security as rules
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Operation
from skerry.formats.openapi.operation import Security

Way = Mapping[str, tuple[str, ...]]
_WHERE_FROM = ("type", "in", "name", "scheme", "openIdConnectUrl", "flow", "authorizationUrl", "tokenUrl")


def compare_requirements(desk: Desk, was: Operation, now: Operation) -> None:
    """The ways of an operation."""
    before, after = was.security, now.security
    narrowed = not all(_let_in(way, after) for way in before or ({},))
    widened = not all(_let_in(way, before) for way in after or ({},))
    rule = {
        (True, False): rules.SECURITY_NARROWED,
        (False, True): rules.SECURITY_WIDENED,
        (True, True): rules.SECURITY_CHANGED,
    }.get((narrowed, widened))
    if rule is not None:
        message = f"asks for {said(after)} to let somebody in, it was {said(before)}"
        desk.note(rule, _where(was), _where(now), message, before=_plain(before), after=_plain(after))


def compare_schemes(desk: Desk) -> None:
    """The schemes of the document."""
    before, after = desk.before.security_schemes, desk.after.security_schemes
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            rule = rules.SCHEME_ADDED if was is None else rules.SCHEME_REMOVED
            desk.note(rule, was, now, f"the security scheme {name} was {rule.action}")
            continue
        differing = [word for word in _WHERE_FROM if was.raw.get(word) != now.raw.get(word)]
        differing += _flows(was, now)
        if differing:
            message = f"the security scheme {name} has another {' and another '.join(differing)}"
            desk.note(rules.SCHEME_CHANGED, was, now, message, before=was.raw, after=now.raw)


def said(ways: Security) -> str:
    """The ways in words."""
    return (
        " or ".join(
            " and ".join(f"{name}({', '.join(scopes)})" if scopes else name for name, scopes in way.items())
            or "nothing"
            for way in ways
        )
        or "nothing"
    )


def _let_in(way: Way, others: Security) -> bool:
    """Whether somebody with exactly this way is let in by one of the others."""
    return not others or any(
        all(name in way and set(scopes) <= set(way[name]) for name, scopes in other.items()) for other in others
    )


def _flows(was: Part, now: Part) -> list[str]:
    before, after = was.raw.get("flows"), now.raw.get("flows")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    lost = [flow for flow in before if flow not in after]
    moved = [flow for flow in before if flow in after and _urls(before[flow]) != _urls(after[flow])]
    scopes = [flow for flow in before if flow in after and not _scopes(before[flow]) <= _scopes(after[flow])]
    return [f"{flow} flow" for flow in (*lost, *moved, *scopes)]


def _urls(flow: object) -> tuple[object, ...]:
    return tuple(flow.get(word) for word in ("authorizationUrl", "tokenUrl")) if isinstance(flow, dict) else ()


def _scopes(flow: object) -> set[str]:
    found = flow.get("scopes") if isinstance(flow, dict) else None
    return set(found) if isinstance(found, dict) else set()


def _where(operation: Operation) -> Part:
    return operation.part.below("security") if "security" in operation.part.raw else operation.part


def _plain(ways: Security) -> list[dict[str, list[str]]]:
    return [{name: list(scopes) for name, scopes in way.items()} for way in ways]
