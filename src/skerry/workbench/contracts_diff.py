"""Is this change safe, and for whom? Compares two sets of documents and takes what was accepted away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from skerry.contracts.accepted import judge
from skerry.contracts.advice import SUNSET_DAYS, advise
from skerry.contracts.change import Change
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.run import compare
from skerry.contracts.differences import Differences
from skerry.formats.bundle import Bundle
from skerry.kernel.problem import Problem
from skerry.kernel.registry import later
from skerry.workbench.evidence import decisions_of, operations_of
from skerry.workbench.sides import side

_ask = later("skerry.workbench.contracts_known", "known")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: the sides by name, how to compare, the file of accepted changes, the model that knows the
    consumers, persisted operations and traces ('' for none), and whose contract it is ('' for anybody's)."""

    before: str
    after: str
    options: Options = field(default_factory=Options)
    accepted: str = ""
    model: str = ""
    service: str = ""
    operations: str = ""
    usage: str = ""
    today: date = field(default_factory=date.today)


def contracts_diff(asked: Asked) -> Differences:
    """The whole answer."""
    operations, odd = operations_of(asked.operations)
    compared = _compared(asked, replace(asked.options, operations={**asked.options.operations, **operations}))
    decisions, wrong = decisions_of(asked.accepted)
    changes, days, unread = _known(compared.changes, asked)
    judgement = judge(changes, decisions, asked.today)
    advice = advise(judgement.open, asked.today, days)
    problems = (*odd, *compared.problems, *wrong, *unread, *judgement.problems)
    return Differences(judgement.open, judgement.accepted, advice, problems)


def _known(changes: tuple[Change, ...], asked: Asked) -> tuple[tuple[Change, ...], int, tuple[Problem, ...]]:
    """What is known of consumers, where a person names what knows them: the language of models takes as long as a comparison."""
    if not asked.model and not asked.usage:
        return changes, SUNSET_DAYS, ()
    found: tuple[tuple[Change, ...], int, tuple[Problem, ...]] = _ask(changes, asked.model, asked.service, asked.usage)
    return found


def _compared(asked: Asked, options: Options) -> Compared:
    before, after = side(asked.before), side(asked.after)
    if isinstance(before, Bundle) and isinstance(after, Bundle):
        return compare(before, after, options)
    return Compared((), tuple(each for each in (before, after) if isinstance(each, Problem)))
