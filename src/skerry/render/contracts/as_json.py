"""A difference in the stable shape that agents and scripts read (`skerry/contracts-diff/1`)."""

from __future__ import annotations

import json
from typing import Any

from skerry.contracts.accepted import Acceptance
from skerry.contracts.advice import Advice
from skerry.contracts.change import Change, Ground
from skerry.contracts.differences import Differences
from skerry.contracts.fingerprint import fingerprint
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.render.findings import place_row


def document(found: Differences) -> dict[str, Any]:
    """The whole result as JSON values."""
    return {
        "schema": "skerry/contracts-diff/1",
        "breaking": found.breaking,
        "changes": [change_row(change) for change in found.changes],
        "accepted": [_accepted_row(change, decision) for change, decision in found.accepted],
        "advice": _advice_row(found.advice),
        "problems": [_problem_row(problem) for problem in found.problems],
    }


def change_row(change: Change) -> dict[str, Any]:
    """One change."""
    return {
        "rule": change.rule.id,
        "level": str(change.level),
        "path": change.path,
        "direction": str(change.rule.direction),
        "message": change.message,
        "operation": change.subject.operation,
        "field": list(change.subject.field),
        "before": {"value": plain(change.before), "place": _place(change.was)},
        "after": {"value": plain(change.after), "place": _place(change.now)},
        "proof": _proof_row(change),
        "consumers": [
            {"consumer": each.consumer, "level": str(each.level), "because": each.because, "reads": list(each.reads)}
            for each in change.consumers
        ],
        "fingerprint": fingerprint(change),
        **({"details": plain(dict(change.details))} if change.details else {}),
    }


def plain(value: Any) -> Any:
    """A value that JSON can hold; what it cannot is written as text."""
    return json.loads(json.dumps(value, default=str))


def _proof_row(change: Change) -> dict[str, Any]:
    proof = change.proof
    row: dict[str, Any] = {"by": str(proof.ground)}
    if proof.ground is Ground.WITNESS:
        row |= {"payload": plain(proof.payload), "accepted": proof.accepted, "refused_with": proof.refused_with}
    if proof.unproven is not None:
        row["unproven"] = str(proof.unproven)
    return row


def _place(span: Span | None) -> dict[str, Any] | None:
    return place_row(span) if span else None


def _accepted_row(change: Change, decision: Acceptance) -> dict[str, Any]:
    by = {"reason": decision.reason, "owner": decision.owner, "until": str(decision.until)}
    return {**change_row(change), "accepted_by": by}


def _advice_row(advice: Advice) -> dict[str, Any]:
    return {
        "version": str(advice.bump),
        "order": str(advice.order),
        "why": advice.why,
        "changelog": advice.changelog,
        "phases": [{"name": each.name, "do": each.do, "begins": str(each.begins)} for each in advice.phases],
    }


def _problem_row(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code.id,
        "severity": str(problem.severity),
        "message": problem.what,
        "place": place_row(problem.span),
        "instead": problem.instead,
    }
