"""Problems and findings as a compiler prints them: the place, its line with carets under it, why, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from skerry.kernel.finding import Finding, finding_of
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.render.report import in_order
from skerry.render.snippet import snippet, visible
from skerry.render.source import Sources
from skerry.render.style import PLAIN, Style

Paint = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Canvas:
    """What problems are drawn on: the sources to quote, the style, and the width in columns."""

    sources: Sources
    style: Style = PLAIN
    width: int = 100


def problems_text(problems: Iterable[Problem], canvas: Canvas, limit: int | None = None) -> str:
    """All problems in the order of their places, at most `limit` of them in full, then how many there are, if any."""
    return findings_text(map(finding_of, problems), canvas, limit)


def findings_text(findings: Iterable[Finding], canvas: Canvas, limit: int | None = None) -> str:
    """The same for findings."""
    ordered = in_order(findings)
    if not ordered:
        return ""
    blocks = ["\n".join(_block(finding, canvas)) for finding in ordered[:limit]]
    return "\n\n".join([*blocks, _summary(ordered, len(blocks), canvas.style)]) + "\n"


def _block(finding: Finding, canvas: Canvas) -> Iterator[str]:
    style = canvas.style
    paint = _paint(finding.severity, style)
    gutter = len(str(max(span.line for span in (finding.place, *(span for span, _ in finding.related)))))
    yield f"{paint(f'{finding.severity}[{finding.rule}]')}{style.bold(': ' + visible(finding.message))}"
    yield f"{' ' * gutter}{style.place('-->')} {visible(str(finding.place))}"
    yield from quote(finding.place, gutter, canvas, paint)
    for span, role in finding.related:
        yield f"{' ' * gutter}{style.place(':::')} {visible(str(span))}  {visible(role)}".rstrip()
        yield from quote(span, gutter, canvas, style.place)
    for name, text in (("why", finding.why), ("instead", finding.fix)):
        if text:
            yield f"{' ' * gutter} {style.place('=')} {style.bold(name)}: {visible(text)}"


def quote(span: Span, gutter: int, canvas: Canvas, paint: Paint) -> Iterator[str]:
    """The line of a place with carets below it; nothing where the text cannot be read."""
    line = canvas.sources.line(span.path, span.line)
    if line is None:
        return
    bar, width = canvas.style.place("|"), canvas.width - gutter - 3
    several = span.end_line > span.line
    column = span.column or len(line) - len(line.lstrip()) + 1
    end = span.end_column if span.column and not several else len(line) + 1
    text, carets = snippet(line, column, end, width)
    yield f"{canvas.style.place(str(span.line).rjust(gutter))} {bar} {text}"
    if span.column:
        more = f" to line {span.end_line}" if several else ""
        mark = carets.lstrip()
        yield f"{' ' * gutter} {bar} {carets.removesuffix(mark)}{paint(mark + more)}"


def _paint(severity: Severity, style: Style) -> Paint:
    return {Severity.ERROR: style.error, Severity.WARNING: style.warning}.get(severity, style.place)


def _summary(findings: list[Finding], shown: int, style: Style) -> str:
    counts = Counter(finding.severity for finding in findings)
    parts = [f"{counts[each]} {each}{'s' if counts[each] > 1 else ''}" for each in Severity if counts[each]]
    hidden = f", {len(findings) - shown} of them not shown" if shown < len(findings) else ""
    return f"{style.bold(', '.join(parts))}{hidden}; 'skerry explain {findings[0].rule}' says more of the first"
