"""Checks a model, a fleet that was read, or both: what is wrong with the text, then what the rules find in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from skerry.facts.fleet import Fleet
from skerry.kernel.event import Listener, silent
from skerry.kernel.finding import Persona, finding_of
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model import Loaded, files, load
from skerry.model.problems import CODES
from skerry.render.report import Report, report
from skerry.render.rules import code
from skerry.render.verdicts import verdict_rows
from skerry.rules import baseline, problems
from skerry.rules.acceptance import Settled, settle
from skerry.rules.baseline import Delta
from skerry.rules.case import Case
from skerry.rules.catalogue import catalogue
from skerry.rules.interactions import Interaction, interactions
from skerry.rules.problems import CODES as RULE_CODES
from skerry.rules.rule import Rule
from skerry.rules.run import Judged, State, judge
from skerry.rules.verdicts import verdicts
from skerry.workbench.manifests import is_manifest, manifests_of, missing_extra
from skerry.workbench.models import place, write_schema

if TYPE_CHECKING:
    from skerry.facts.graph import FactGraph

_RANK = {each: at for at, each in enumerate(Persona)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: the model ('' is the one of this folder), folders that hold the fleet or files of manifests, files of traces,
    which rules, and a baseline.

    `deployment` is the only one of the fleet's that is meant ('': all of them, as one).
    `only` and `ignore` are rules by identifier or family; without `only`, all that the persona reads are asked. `schemas` are files and
    folders of CRDs and JSON Schemas that manifests are held to, or a version of Kubernetes.
    """

    model: str = ""
    on: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    persona: Persona = Persona.REGULAR
    baseline: Path | None = None
    verdicts: bool = False
    traces: tuple[str, ...] = ()
    deployment: str = ""
    schemas: tuple[str, ...] = ()
    today: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `sound` says that all that was asked for could be read; else no rule was asked.

    `states` tell for each rule whether it could know, `delta` what has changed since the baseline; `note` is what could not be written,
    `advice` how each interaction is made and had better be made, `partly` that not all manifests could be read, and so be judged.
    """

    where: str
    report: Report
    sound: bool
    states: tuple[State, ...] = ()
    settled: Settled = field(default_factory=Settled)
    delta: Delta | None = None
    loaded: Loaded | None = None
    note: str = ""
    advice: tuple[Interaction, ...] = ()
    partly: bool = False


def check(asked: Asked, listener: Listener = silent) -> Checked:
    """The whole answer. The schema beside the model is refreshed on the way."""
    rules, wrong = _rules(asked)
    path = place(asked.model)
    alone = (asked.on or asked.traces) and not asked.model and not files(path)
    loaded = None if alone else load(path)
    note = write_schema(path, loaded) if loaded and loaded.documents else ""
    where = ", ".join([*([str(path)] if loaded else []), *map(str, asked.on), *asked.traces])
    observed, unread = _observed(replace(asked, on=tuple(each for each in asked.on if not is_manifest(each))), listener)
    manifests = manifests_of(asked.on, asked.schemas) if asked.on and not unread else None
    unread += manifests.schemas.problems if manifests else ()
    if manifests and not manifests.resources:
        unread += () if observed else manifests.problems  # a file that was named, and nothing else to look at
        manifests = None
    traced, untraced = _traced(asked.traces)
    unread += untraced
    known, broken = _baseline(asked.baseline)
    text = [*(loaded.problems if loaded else ()), *wrong, *unread, *broken]
    if (loaded and not loaded.sound) or wrong or unread or broken:
        return Checked(where, report(map(finding_of, text), CODES), False, loaded=loaded, note=note)
    seen, facts = observed or (None, None)
    case = Case(loaded.system if loaded else None, seen, facts, traced, manifests)
    judged = judge(case, rules, Persona.AUDITOR if asked.only else asked.persona)
    settled = _settled(judged, case, rules, asked.today)
    delta = baseline.compare(settled.open, known) if known is not None else None
    findings = [*map(finding_of, (*text, *judged.problems, *settled.problems)), *(delta.new if delta else settled.open)]
    codes = (*CODES, *RULE_CODES, *map(code, rules))
    hidden = len(settled.accepted) + (len(delta.same) if delta else 0)
    unclear = _unclear(case)
    note = "; ".join(filter(None, (note, unclear, missing_extra() if manifests else "")))
    advice = tuple(each for side in case.sides for each in interactions(side))
    rows = verdict_rows(verdicts(case.observed)) if asked.verdicts and case.observed else []
    told = report(findings, codes, hidden, rows)
    return Checked(where, told, True, judged.states, settled, delta, loaded, note, advice, bool(unclear))


def _unclear(case: Case) -> str:
    """What of the manifests could not be read, in a line: what is in there nobody has judged."""
    told = (*(case.observed.problems if case.observed else ()), *(case.manifests.problems if case.manifests else ()))
    unread = [problem for problem in told if problem.severity is not Severity.NOTE]
    if not unread:
        return ""
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return f"not all could be read, and so not be judged: {unread[0].span}: {unread[0].what}{more}"


def _settled(judged: Judged, case: Case, rules: Sequence[Rule], today: date) -> Settled:
    acceptances = case.system.accepted if case.system else ()
    return settle(judged.findings, acceptances, {rule.id for rule in rules}, catalogue().keys(), today)


def _observed(asked: Asked, listener: Listener) -> tuple[tuple[Fleet, FactGraph] | None, list[Problem]]:
    """The fleet of these folders; several are one fleet."""
    paths = asked.on
    if not paths:
        return None, []
    from skerry.workbench import read  # noqa: PLC0415 - start-up time: it imports all readers

    code = read.facts_of(paths, listener=listener)
    if read.nothing_there(code):
        return None, list(code.problems)
    fleet = read.fleet_of(paths, code, asked.deployment)
    wrong = read.unknown_deployment(fleet)
    return (None, list(wrong)) if wrong else ((fleet, code), [])


def _traced(paths: Sequence[str]) -> tuple[Fleet | None, list[Problem]]:
    """The fleet that files of traces tell of."""
    if not paths:
        return None, []
    from skerry.workbench.planes import of_traces  # noqa: PLC0415 - start-up time: it imports all readers

    source = of_traces(paths)
    return (source.plane.fleet if source.plane else None), list(source.problems)


def _baseline(path: Path | None) -> tuple[dict[str, list[str]] | None, list[Problem]]:
    if path is None:
        return None, []
    try:
        found = baseline.parse(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        what = f"can't be read: {getattr(error, 'strerror', '') or error}"
        return None, [
            Problem(problems.BASELINE, what, Span(str(path)), instead=f"`--write-baseline {path}` writes one")
        ]
    return (None, [found]) if isinstance(found, Problem) else (dict(found), [])


def _rules(asked: Asked) -> tuple[list[Rule], list[Problem]]:
    """The rules to be asked; one that is named is, whoever is asking."""
    every = catalogue().values()
    names = {name for rule in every for name in (rule.id, rule.family.lower())}
    wrong = [
        _unknown(option, name, names)
        for option, given in (("--only", asked.only), ("--ignore", asked.ignore))
        for name in given
        if name not in names
    ]
    limit = _RANK[asked.persona]

    def meant(rule: Rule, given: Iterable[str]) -> bool:
        return any(name in (rule.id, rule.family.lower()) for name in given)

    chosen = [rule for rule in every if (meant(rule, asked.only) if asked.only else _RANK[rule.about.persona] <= limit)]
    return [rule for rule in chosen if not meant(rule, asked.ignore)], wrong


def _unknown(option: str, name: str, known: Iterable[str]) -> Problem:
    near = nearest(name, known)
    instead = f"did you mean `{near}`?" if near else "`skerry explain` lists the rules"
    return Problem(problems.UNKNOWN_RULE, f"there is no rule {name!r}", Span(option), instead=instead)


def baseline_of(checked: Checked) -> str:
    """The text of a baseline of what counts now; what is accepted is no part of it."""
    return baseline.text(checked.settled.open)
