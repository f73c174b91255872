"""Where the comparison of two AsyncAPI documents writes what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from skerry.contracts.change import Change, Direction, Level, Rule, Subject
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference
from skerry.formats.asyncapi import AsyncApi, Channel, Flow, Message
from skerry.formats.json_schema import Dialect, Part, Shape


@dataclass(slots=True)
class Desk:
    """Both sides, what compares their schemas (one for each pair of dialects), and the changes so far."""

    before: AsyncApi
    after: AsyncApi
    options: Options
    changes: list[Change] = field(default_factory=list)
    _differences: dict[tuple[Shape, Shape], tuple[Difference, ...]] = field(default_factory=dict)
    _comparisons: dict[tuple[Dialect, Dialect], Comparison] = field(default_factory=dict)

    def comparison(self, was: Dialect, now: Dialect) -> Comparison:
        """What compares schemas of these dialects."""
        if (was, now) not in self._comparisons:
            self._comparisons[was, now] = Comparison(self.before.schemas_in(was), self.after.schemas_in(now))
        return self._comparisons[was, now]

    def differences(self, comparison: Comparison, was: Shape, now: Shape) -> tuple[Difference, ...]:
        """What differs between two schemas, as registries look at them; found out once, over however many channels they go."""
        if (was, now) not in self._differences:
            self._differences[was, now] = comparison.differences(was, now, forms=True)
        return self._differences[was, now]

    def same(self, was: Part | None, now: Part | None) -> bool:
        """Whether two parts mean the same, with all they refer to; False where the versions give words another meaning."""
        if was is None or now is None:
            return was is now
        if self.before.version is not self.after.version:
            return False
        dialects = (self.before.version.dialect, self.after.version.dialect)
        return self.comparison(*dialects).equality.parts(was, now)

    def direction(self, channel: tuple[Channel, Channel], message: tuple[Message, Message]) -> Direction:
        """Which way a message goes, by all operations of both sides; both where none says."""
        keys = [(each.key, other.key) for each, other in zip(channel, message, strict=True)]
        return way(self.before.flows.get(keys[0], frozenset()) | self.after.flows.get(keys[1], frozenset()))

    def note(
        self,
        rule: Rule,
        was: Part | None,
        now: Part | None,
        message: str,
        *,
        about: str = "",
        before: Any = None,
        after: Any = None,
        level: Level | None = None,
    ) -> None:
        """Writes a change down. `about` is the message (`channel#Message`), by which its listeners are found, or what holds it."""
        shown = now or was
        self.changes.append(
            Change(
                rule=rule,
                level=level or rule.level,
                path=str(shown.place) if shown else "",
                message=f"{about}: {message}" if about else message,
                before=before,
                after=after,
                was=self.before.span(was.place) if was else None,
                now=self.after.span(now.place) if now else None,
                subject=Subject(about if "#" in about else ""),
            )
        )

    def each(
        self,
        rule: Rule,
        sides: tuple[Part | None, Part | None],
        message: str,
        channel: Channel | None,
        messages: Iterable[Message],
        *,
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Writes a change that meets all messages of a channel down for each, so that the listeners of each are found."""
        abouts = [named(channel, each) for each in messages] if channel else []
        for about in abouts or [named(channel) if channel else ""]:
            self.note(rule, *sides, message, about=about, before=before, after=after)


def way(flows: frozenset[Flow]) -> Direction:
    """The direction of what is sent, received, or both; both too where nobody says."""
    if len(flows) != 1:
        return Direction.BOTH
    return Direction.OUT if Flow.SEND in flows else Direction.IN


def named(channel: Channel, message: Message | None = None) -> str:
    """What a change of a message is about: `channel#Message`."""
    return f"{channel.name}#{message.name}" if message else channel.name
