"""Looks at a set of documents: tells the formats apart, shows each document to the rules, and applies a ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from skerry.contracts import problems
from skerry.contracts.lint.known import FORMATS, Documents
from skerry.contracts.lint.rule import Rule
from skerry.contracts.lint.ruleset import Ignore, Ruleset
from skerry.contracts.lint.seen import Placed, Seen
from skerry.contracts.lint.walk import plan
from skerry.formats import problems as format_problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.claimant import claimant
from skerry.kernel.finding import Finding
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Linted:
    """What is wrong with the documents, how many findings were ignored, what could not be read, and how many documents there were."""

    findings: tuple[Finding, ...] = ()
    ignored: int = 0
    problems: tuple[Problem, ...] = ()
    documents: int = 0

    def count(self, level: Severity) -> int:
        """How many findings are of a level."""
        return sum(each.severity is level for each in self.findings)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Names by format, and what cannot be read."""

    names: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def lint(bundle: Bundle, rules: Iterable[Rule], ruleset: Ruleset, today: date) -> Linted:
    """Everything that these rules find, without what the ruleset ignores, by place."""
    chosen = [each for each in rules if ruleset.levels.get(each.id, each.level) is not None]
    with uncollected():
        sorted_ = _sorted(bundle)
        order = plan(chosen)
        seen = [each.look(part, order) for each, part in _parts(sorted_, bundle)]
    if not seen and not sorted_.problems:
        where = Span(bundle.label or ".")
        sorted_.problems.append(Problem(problems.NOTHING_TO_LINT, "there is no contract here", where))
    return _judged(seen, sorted_, ruleset, today)


def _judged(seen: Sequence[Seen], sorted_: _Sorted, ruleset: Ruleset, today: date) -> Linted:
    open_, met = [], set()
    hits = [each for one in seen for each in one.placed]
    for each in hits:
        ignore = _ignored(each, ruleset.ignores)
        if ignore:
            met.add(ignore)
        if ignore is None or (ignore.until and ignore.until < today):
            open_.append(_finding(each, ruleset.levels))
    found = tuple(sorted(dict.fromkeys(open_), key=lambda one: (one.place, one.rule, one.message)))
    wrong = (*sorted_.problems, *(problem for one in seen for problem in one.problems))
    remarks = tuple(_remarks(ruleset.ignores, met, today))
    return Linted(found, len(hits) - len(open_), (*wrong, *remarks), sum(map(len, sorted_.names.values())))


def _ignored(each: Placed, ignores: Sequence[Ignore]) -> Ignore | None:
    return next((one for one in ignores if one.meets(each.found.rule.id, each.span.path, each.pointer)), None)


def _finding(each: Placed, levels: Mapping[str, Severity | None]) -> Finding:
    rule = each.found.rule
    level = levels.get(rule.id) or rule.level
    return Finding(rule.id, level, each.found.hit.message, each.span, persona=rule.persona, fix=rule.fix)


def _remarks(ignores: Sequence[Ignore], met: set[Ignore], today: date) -> Iterator[Problem]:
    for each in ignores:
        if each not in met:
            what = f"nothing of {each.rule} is at {each.path}"
            yield Problem(problems.IGNORE_UNUSED, what, each.span, instead="Remove it.")
        elif each.until and each.until < today:
            what = f"{each.rule} at {each.path} was ignored until {each.until}"
            yield Problem(problems.IGNORE_EXPIRED, what, each.span)


def _parts(sorted_: _Sorted, bundle: Bundle) -> Iterator[tuple[Documents, Bundle]]:
    for each in FORMATS:
        names = sorted_.names.get(each.name, [])
        groups = [names] if each.whole and names else [[name] for name in names]
        for group in groups:
            yield each, replace(bundle, names=tuple(group))


def _sorted(bundle: Bundle) -> _Sorted:
    result = _Sorted()
    for name in bundle.names:
        data, what = _fetched(bundle, name)
        place = Span(bundle.place(name))
        if what:
            result.problems.append(Problem(format_problems.UNREADABLE, what, place, instead="Check the path."))
            continue
        chosen = claimant(FORMATS, name, data)
        if chosen is not None:
            result.names.setdefault(chosen.name, []).append(name)
        elif len(bundle.names) == 1:  # in a folder there is much else
            names = ", ".join(each.name for each in FORMATS)
            result.problems.append(Problem(format_problems.UNKNOWN, f"this is none of {names}", place))
    return result


def _fetched(bundle: Bundle, name: str) -> tuple[bytes, str]:
    try:
        data = bundle.fetch(name)
    except TooLargeError:
        return b"", "larger than 64 MB"
    return (data, "") if data is not None else (b"", "not there, or it may not be read")
