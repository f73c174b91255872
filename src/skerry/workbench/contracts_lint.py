"""What is wrong with these contracts? Chooses the rules, reads the ruleset, and looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from skerry.contracts import problems as own
from skerry.contracts.lint.catalogue import catalogue
from skerry.contracts.lint.rule import Rule
from skerry.contracts.lint.ruleset import Ruleset, parse
from skerry.contracts.lint.run import Linted, lint
from skerry.formats import problems
from skerry.formats.bundle import Bundle, of_texts, wanted
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.workbench.sides import side

_MODEL = ".arch.yaml"
_RANK = {each: at for at, each in enumerate(Persona)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: the documents by name, a ruleset file ('' for none), rules or their families by the begin of their names
    (none: all that the persona reads)."""

    documents: tuple[str, ...]
    ruleset: str = ""
    only: tuple[str, ...] = ()
    persona: Persona = Persona.REGULAR
    today: date = field(default_factory=date.today)


def contracts_lint(asked: Asked) -> Linted:
    """The whole answer."""
    ruleset, wrong = _ruleset(asked.ruleset)
    rules, unknown = _rules(asked, ruleset)
    sides = [_documents(each) for each in asked.documents]
    wrong = (*unknown, *wrong, *(each for each in sides if isinstance(each, Problem)))
    if unknown:
        return Linted(problems=wrong)
    parts = [lint(each, rules, ruleset, asked.today) for each in sides if isinstance(each, Bundle)]
    return Linted(
        tuple(finding for part in parts for finding in part.findings),
        sum(part.ignored for part in parts),
        (*wrong, *(problem for part in parts for problem in part.problems)),
        sum(part.documents for part in parts),
    )


def _documents(given: str) -> Bundle | Problem:
    """The documents that a name means: those that are there, or those that a model would be written as."""
    path = Path(given)
    if not (path.name.endswith(_MODEL) and path.is_file()) and not next(path.glob(f"*{_MODEL}"), None):
        return side(given)
    from skerry.workbench.contracts_write import FOLDER, contracts_plan  # noqa: PLC0415 - start-up time: for models only

    planned = contracts_plan(path, Path(FOLDER))
    if not planned.sound:
        return next(each for each in planned.problems if each.severity is Severity.ERROR)
    texts = {
        f"{name}/{file}": text.encode() for name, plan in planned.plans.items() for file, text in plan.texts.items()
    }
    return of_texts({name: text for name, text in texts.items() if wanted(name)}, f"{given}:")


def _ruleset(path: str) -> tuple[Ruleset, tuple[Problem, ...]]:
    if not path:
        return Ruleset(), ()
    try:
        return parse(path, Path(path).read_bytes(), catalogue().keys())
    except OSError as error:
        return Ruleset(), (Problem(problems.UNREADABLE, str(error.strerror or error), Span(path)),)


def _rules(asked: Asked, ruleset: Ruleset) -> tuple[list[Rule], tuple[Problem, ...]]:
    """The rules to be applied; one that the ruleset names is, whoever is asking."""
    every = catalogue()
    if asked.only:
        unknown = [each for each in asked.only if not any(name.startswith(each) for name in every)]
        wrong = tuple(_unknown(each) for each in unknown)
        return [rule for name, rule in every.items() if name.startswith(asked.only)], wrong
    limit = _RANK[asked.persona]
    return [rule for name, rule in every.items() if _RANK[rule.persona] <= limit or ruleset.levels.get(name)], ()


def _unknown(name: str) -> Problem:
    meant = nearest(name, catalogue())
    instead = f"Did you mean {meant}?" if meant else "The reference page contracts-lint lists the rules."
    return Problem(own.RULESET, f"there is no rule {name!r}", Span("--only"), instead=instead)
