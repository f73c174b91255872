"""Changes as findings, so that SARIF, JUnit and annotations show them like everything else."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.contracts.change import Change, Ground, Level, Rule
from skerry.kernel.finding import Finding
from skerry.kernel.problem import Code, Severity
from skerry.kernel.span import Span
from skerry.render.contracts.words import consumers, proof

_SEVERITY = {Level.BREAKING: Severity.ERROR, Level.DANGEROUS: Severity.WARNING, Level.SAFE: Severity.NOTE}


def finding(change: Change) -> Finding:
    """A change as a finding: where it is now, else where it was."""
    place = change.now or change.was or Span(".")
    related = ((change.was, "before"),) if change.was and change.now else ()
    why = "; ".join(filter(None, (proof(change) if change.proof.ground is Ground.WITNESS else "", consumers(change))))
    return Finding(change.rule.id, _SEVERITY[change.level], change.message, place, why=why, related=related)


def code(rule: Rule) -> Code:
    """A rule as the page that `explain` prints."""
    parts = [rule.about or rule.title + "."]
    if rule.before or rule.after:
        parts += ["Before:", rule.before.strip() or "(nothing)", "After:", rule.after.strip() or "(nothing)"]
    return Code(rule.id, rule.title, "\n\n".join(parts), _SEVERITY[rule.level])


def codes(rules: Iterable[Rule]) -> tuple[Code, ...]:
    """All of them."""
    return tuple(map(code, rules))
