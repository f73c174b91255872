"""Collects changes: gives each its level, its places on both sides and a word about the categories that it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from skerry.contracts.change import Change, Level, Rule, Subject
from skerry.contracts.diff.format import Category
from skerry.contracts.diff.protobuf.buf import Within, within
from skerry.contracts.diff.protobuf.rules import BUF
from skerry.formats.protobuf.schema import Schema
from skerry.formats.protobuf.values import Where

_NONE = Subject()


@dataclass(frozen=True, slots=True)
class At:
    """Where something stands: a file and the path in it; with `name`, only its name is shown."""

    file: str
    where: Where = ()
    name: bool = False


class Found:
    """The changes found so far between two schemas, judged in a category."""

    def __init__(self, before: Schema, after: Schema, category: Category) -> None:
        self._before = before
        self._after = after
        self._category = Within(category.value)
        self.changes: list[Change] = []

    def add(
        self,
        rule: Rule,
        path: str,
        message: str,
        *,
        was: At | None = None,
        now: At | None = None,
        values: tuple[Any, Any] = (None, None),
        buf: Iterable[str] | None = None,
        subject: Subject = _NONE,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """One more change. `buf` are the rules that speak of it, where not all of the rule's do."""
        names = tuple(BUF[rule.id] if buf is None else buf)
        categories = within(names)
        level = self._level(rule, categories)
        more = {"buf": names, "categories": tuple(map(str, categories))} if names else {}
        self.changes.append(
            Change(
                rule,
                level,
                path,
                message + self._word(level, categories),
                *values,
                was=_span(self._before, was),
                now=_span(self._after, now),
                subject=subject,
                details={**more, **(details or {})},
            )
        )

    def _level(self, rule: Rule, categories: tuple[Within, ...]) -> Level:
        if self._category in categories:
            return Level.BREAKING
        return Level.DANGEROUS if rule.level is Level.BREAKING else rule.level

    def _word(self, level: Level, categories: tuple[Within, ...]) -> str:
        stricter = [str(each) for each in categories if each is not Within.CSR]
        return f" (breaking in {', '.join(stricter)})" if level is not Level.BREAKING and stricter else ""


def _span(schema: Schema, at: At | None) -> Any:
    if at is None:
        return None
    return schema.name_span(at.file, at.where) if at.name else schema.span(at.file, at.where)
