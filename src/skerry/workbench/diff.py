"""What a change of the model means: for the architecture, for the contracts, and for each consumer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from skerry.contracts.accepted import Judged, judge
from skerry.contracts.advice import SUNSET_DAYS, advise
from skerry.contracts.architecture import compare
from skerry.contracts.between import contract_changes
from skerry.contracts.change import Change
from skerry.contracts.diff.format import Options
from skerry.contracts.differences import Differences, ModelDifferences
from skerry.contracts.observed import Observed
from skerry.contracts.problems import UNUSED
from skerry.kernel.problem import Problem
from skerry.workbench.evidence import calls_of, decisions_of
from skerry.workbench.revisions import State, states


@dataclass(frozen=True, slots=True)
class Asked:
    """Which revisions of the model at `path`; the file of accepted changes and traces ('' for none)."""

    revisions: str
    path: Path
    accepted: str = ""
    usage: str = ""
    today: date = field(default_factory=date.today)


def diff(asked: Asked) -> ModelDifferences:
    """The whole answer."""
    before, after = states(asked.revisions, asked.path)
    accepted, wrong = decisions_of(asked.accepted)
    seen, unseen = calls_of(asked.usage)
    architecture, contracts, unwritten = _changes(before, after, Options(today=asked.today), seen)
    parts = [judge(changes, accepted, asked.today) for changes in (architecture, contracts)]
    advice = advise([change for part in parts for change in part.open], asked.today, _days(after))
    problems = (*before.problems, *after.problems, *wrong, *unseen, *unwritten, *_remarks(*parts))
    texts = dict((*before.texts, *after.texts))
    of_model, of_contracts = (Differences(part.open, part.accepted, advice) for part in parts)
    return ModelDifferences(before.name, after.name, of_model, of_contracts, advice, problems, texts)


def _changes(
    before: State, after: State, options: Options, seen: Observed
) -> tuple[tuple[Change, ...], tuple[Change, ...], tuple[Problem, ...]]:
    if not before.known or not after.known:
        return (), (), ()
    contracts, problems = contract_changes(before.system, after.system, options, seen)
    return compare(before.system, after.system), contracts, problems


def _days(after: State) -> int:
    sunset = after.system.policies.versions.sunset
    return round(sunset.value.seconds / 86400) if sunset else SUNSET_DAYS


def _remarks(one: Judged, other: Judged) -> list[Problem]:
    """What is to be said of the acceptances; one that is unused by either is used by the other."""
    unused = {each.span for each in one.problems if each.code is UNUSED} & {
        each.span for each in other.problems if each.code is UNUSED
    }
    found = dict.fromkeys((*one.problems, *other.problems))
    return [each for each in found if each.code is not UNUSED or each.span in unused]
