"""How a change of a GraphQL schema is written down, and what all of them are looked up in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from skerry.contracts.change import Action, Change, Level, Rule, Subject
from skerry.contracts.diff.graphql.rules import texts
from skerry.formats.graphql.federation import MACHINERY, Federation
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Applied, applied
from skerry.kernel.span import Span

Thing = TypeVar("Thing")
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
NO_REASON = "No longer supported"


class Holder(Protocol):
    """Whatever has a description, directives and a place."""

    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def directives(self) -> tuple[Applied, ...]: ...  # noqa: D102
    @property
    def span(self) -> Span: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Pair:
    """Two schemas, how each speaks of federation, and the day on which they are compared.

    `uses` is false where one of them is an introspection result, which does not say what directives are used.
    """

    before: Schema
    after: Schema
    was: Federation
    now: Federation
    today: date
    uses: bool = True

    def machinery(self, name: str) -> bool:
        """Whether a type or directive belongs to federation's machinery and to no consumer."""
        if not (self.was or self.now):
            return bool(MACHINERY.match(name)) and "__" in name
        return bool(MACHINERY.match(name) or self.was.own(name) or self.now.own(name))


def found(
    rule: Rule,
    path: str,
    message: str,
    before: Any = None,
    after: Any = None,
    was: Holder | None = None,
    now: Holder | None = None,
    level: Level | None = None,
    details: Mapping[str, Any] | None = None,
) -> Change:
    """A change at a schema coordinate."""
    return Change(
        rule,
        level or rule.level,
        path,
        message,
        before,
        after,
        was.span if was else None,
        now.span if now else None,
        _subject(path),
        details=details or {},
    )


def _subject(path: str) -> Subject:
    operation, _, argument = path.partition("(")
    return Subject(operation, (argument.rstrip(":)"),) if argument else ())


def pairs(before: Mapping[str, Thing], after: Mapping[str, Thing]) -> Iterable[tuple[str, Thing | None, Thing | None]]:
    """What each side has under each name, the order of `before` first."""
    for name in dict.fromkeys((*before, *after)):
        yield name, before.get(name), after.get(name)


def described(at: str, path: str, was: Holder, now: Holder) -> Iterator[Change]:
    """What changed of a description."""
    action = _action(was.description, now.description)
    if action:
        message = f"the description of {path} was {action}"
        yield found(texts.DESCRIPTION[at, action], path, message, was.description, now.description, was, now)


def deprecated(at: str, path: str, was: Holder, now: Holder) -> Iterator[Change]:
    """What changed of a deprecation."""
    old, new = reason(was.directives), reason(now.directives)
    action = _action(old, new)
    if action:
        words = {Action.ADDED: f"{path} is deprecated: {new}", Action.REMOVED: f"{path} is no longer deprecated"}
        message = words.get(action, f"{path} is deprecated for another reason: {new}")
        yield found(texts.DEPRECATION[at, action], path, message, old or None, new or None, was, now)


def reason(directives: tuple[Applied, ...]) -> str:
    """Why something is deprecated; '' where it is not."""
    use = applied(directives, "deprecated")
    if use is None:
        return ""
    text = use.arguments.get("reason")
    return text if isinstance(text, str) and text else NO_REASON


def removal(rule: Rule, path: str, what: str, was: Holder, today: date, hidden: bool = False) -> Change:
    """The removal of something: how bad it is depends on whether it was announced for a day, or hidden from consumers."""
    why = reason(was.directives)
    details = {"deprecated": why} if why else {}
    day = announced(why)
    if hidden:
        message = f"{what} {path} was removed; consumers could not see it, other subgraphs could"
        return found(rule, path, message, path, None, was, level=Level.DANGEROUS)
    if day and day <= today:
        message = f"{what} {path} was removed, as announced for {day}"
        return found(
            rule, path, message, path, None, was, level=Level.DANGEROUS, details={**details, "sunset": str(day)}
        )
    if day:
        message = f"{what} {path} was removed before the day that was announced, {day}"
        return found(rule, path, message, path, None, was, details={**details, "sunset": str(day)})
    after = "; it was deprecated, without a day" if why else ""
    return found(rule, path, f"{what} {path} was removed{after}", path, None, was, details=details)


def announced(why: str) -> date | None:
    """The day that a reason names."""
    match = _DAY.search(why)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _action(old: str, new: str) -> Action | None:
    if old == new:
        return None
    if not old:
        return Action.ADDED
    return Action.CHANGED if new else Action.REMOVED
