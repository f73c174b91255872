"""A ruleset: levels by rule, and findings that are to be ignored, each with a reason.

rules:
  rest-operation-summary: off
  schema-string-unbounded: error
ignore:
  - rule: rest-path-case
    path: api/old.yaml#/paths/*       # a file, a JSON pointer, or both; * stands for one part, ** for many
    reason: callers rely on it until the old clients are gone
    until: 2027-03-31                 # may be left out
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from skerry.contracts import problems
from skerry.formats.text import Text, pointer, read
from skerry.kernel.globs import matches
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import nearest

OFF = "off"
_LEVELS: Mapping[str, Severity | None] = {OFF: None, **{str(each): each for each in Severity}}


@dataclass(frozen=True, slots=True)
class Ignore:
    """One decision to live with a finding; `until` is the last day on which it counts."""

    rule: str
    path: str
    reason: str
    until: date | None
    span: Span

    def meets(self, rule: str, file: str, where: str) -> bool:
        """Whether it speaks of a finding of `rule` at `where` in `file`."""
        if self.rule not in ("*", rule):
            return False
        return any(matches(self.path, each) for each in (file, f"{file}#{where}", where) if each)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Levels that differ from those of the rules (None: off), and what is ignored."""

    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()


def parse(place: str, data: bytes, known: Collection[str]) -> tuple[Ruleset, tuple[Problem, ...]]:
    """The ruleset in a file; what is wrong in it is left out with a problem."""
    text, found = read(place, data)
    if text is None:
        return Ruleset(), found
    wrong = list(found)
    value = text.value if isinstance(text.value, dict) else {}
    for key in value:
        if key not in ("rules", "ignore"):
            wrong.append(_wrong(text, f"{key!r} is no part of a ruleset", "Write `rules:` and `ignore:`.", key))
    levels = dict(_rules(text, value.get("rules"), known, wrong))
    rows = value.get("ignore")
    ignores = [_ignore(text, at, row, wrong) for at, row in enumerate(rows if isinstance(rows, list) else ())]
    return Ruleset(levels, tuple(each for each in ignores if each)), tuple(wrong)


def _rules(
    text: Text, rows: Any, known: Collection[str], wrong: list[Problem]
) -> Iterator[tuple[str, Severity | None]]:
    for name, level in rows.items() if isinstance(rows, dict) else ():
        if name not in known:
            meant = nearest(name, known)
            instead = f"Did you mean {meant}?" if meant else "`skerry explain` lists the rules."
            wrong.append(_wrong(text, f"there is no rule {name!r}", instead, "rules", name))
        elif str(level) not in _LEVELS:
            instead = f"Write one of {', '.join(_LEVELS)}."
            wrong.append(_wrong(text, f"{level!r} is no level", instead, "rules", name))
        else:
            yield name, _LEVELS[str(level)]


def _ignore(text: Text, at: int, row: Any, wrong: list[Problem]) -> Ignore | None:
    given = row if isinstance(row, dict) else {}
    missing = [name for name in ("rule", "path", "reason") if not str(given.get(name) or "").strip()]
    if missing:
        what = f"this entry has no {' and no '.join(missing)}"
        wrong.append(_wrong(text, what, "Say which rule, where, and why it is ignored.", "ignore", at))
        return None
    try:
        until = date.fromisoformat(str(given["until"])) if given.get("until") else None
    except ValueError:
        wrong.append(_wrong(text, f"{given['until']!r} is no day", "Write it as 2027-03-31.", "ignore", at, "until"))
        return None
    span = text.span(pointer("ignore", at))
    return Ignore(str(given["rule"]), str(given["path"]), str(given["reason"]), until, span)


def _wrong(text: Text, what: str, instead: str, *keys: str | int) -> Problem:
    return Problem(problems.RULESET, what, text.span(pointer(*keys)), instead=instead)
