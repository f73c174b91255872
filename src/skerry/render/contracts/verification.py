"""What a verification found: as text with the requests that show it, as JSON, and as findings for the other formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from skerry.contracts.verify.deviation import Deviation, Verification
from skerry.kernel.finding import Finding, finding_of
from skerry.render.findings import place_row
from skerry.render.problems import Canvas, findings_text
from skerry.render.snippet import visible

_REQUESTS = 8


def text(found: Verification, canvas: Canvas) -> str:
    """Each deviation with its requests, what could not be tried, and how much was."""
    problems = findings_text(map(finding_of, found.problems), canvas).rstrip()
    blocks = ("\n".join(_block(each, canvas)) for each in found.deviations)
    return "\n\n".join(filter(None, [problems, *blocks, "\n".join(_summary(found, canvas))])) + "\n"


def _block(each: Deviation, canvas: Canvas) -> Iterator[str]:
    style = canvas.style
    paint = style.error if str(each.severity) == "error" else style.warning
    yield f"{paint(f'{each.severity}[{each.code.id}]')}{style.bold(f': {visible(each.operation)}: {each.code.title}')}"
    yield f" {style.place('-->')} {visible(str(each.place))}"
    yield f"  {style.place('=')} {style.bold('expected')}: {visible(each.expected)}"
    yield f"  {style.place('=')} {style.bold('came')}: {visible(each.came)}"
    if each.story:
        yield f"  {style.place('=')} {style.bold('story')}: {visible(each.story)}"
    hidden = max(0, len(each.requests) - _REQUESTS)
    if hidden:
        yield f"    ... {hidden} requests before (--format json has them)"
    for request in each.requests[hidden:]:
        yield f"    {visible(request)}"


def _summary(found: Verification, canvas: Canvas) -> Iterator[str]:
    for each in found.skipped:
        yield f"not tried: {visible(each.operation)}, {each.story}: {visible(each.because)}"
    if not found.requests:
        return
    counts = Counter(str(each.severity) for each in found.deviations)
    kinds = ", ".join(f"{number} {name}{'s' if number > 1 else ''}" for name, number in counts.items())
    verdict = kinds or (
        "no deviation was seen, but see the problems above" if found.problems else "the service keeps to its document"
    )
    told = f"{len(found.told)} stories, {found.requests} requests, seed {found.seed}"
    yield f"{canvas.style.bold(verdict)}; {told}"


def document(found: Verification) -> dict[str, Any]:
    """The stable shape that agents and scripts read (`skerry/contracts-verify/1`)."""
    return {
        "schema": "skerry/contracts-verify/1",
        "deviations": [_row(each) for each in found.deviations],
        "problems": [
            {"code": each.code.id, "severity": str(each.severity), "message": each.what, "instead": each.instead}
            for each in found.problems
        ],
        "told": [{"story": story, "operation": operation} for story, operation in found.told],
        "skipped": [{"story": s.story, "operation": s.operation, "because": s.because} for s in found.skipped],
        "requests": found.requests,
        "seed": found.seed,
    }


def _row(each: Deviation) -> dict[str, Any]:
    return {
        "code": each.code.id,
        "severity": str(each.severity),
        "operation": each.operation,
        "title": each.code.title,
        "expected": each.expected,
        "came": each.came,
        "story": each.story,
        "requests": list(each.requests),
        "place": place_row(each.place),
    }


def finding(each: Deviation) -> Finding:
    """A deviation as a finding at its operation in the document."""
    message = f"{each.operation}: expected {each.expected}; came {each.came}"
    return Finding(each.code.id, each.severity, message, each.place, why="\n".join(each.requests[-3:]))
