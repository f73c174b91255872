"""Proposes bounded contexts and services for a code base, with the evidence for every unit and boundary.

Prints a summary, and writes the model (unless one stands there: then its globs are taken as given, and what differs is shown as a plan)
and a report for the browser. Exits with 0 if it could propose something.

Examples:
  skerry decompose .                                        # writes ./architecture
  skerry decompose . --services 6                           # into six
  skerry decompose . --without history,layout               # let the code speak for itself
  skerry decompose . --format markdown --no-write           # for a pull request
  skerry decompose . --format json --limit 10 --no-write    # for agents
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_format, count, folder, names
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.decompose.weigh import FAMILIES
from skerry.kernel.problem import Severity
from skerry.kernel.words import counted
from skerry.render.decomposition.json import PARTS, as_json, unknown_fields
from skerry.render.decomposition.markdown import as_markdown
from skerry.render.decomposition.text import View, summary
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.decompose import Asked, Decomposed, decompose
from skerry.workbench.models import DEFAULT_FOLDER
from skerry.workbench.replan import text as plan_text

_NAMED = 4  # files that were written


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, what is asked of the cut, and where it goes."""
    add_evidence(parser)
    parser.add_argument(
        "--out", metavar="DIR", default=DEFAULT_FOLDER, help=f"where to write (default: {DEFAULT_FOLDER})"
    )
    parser.add_argument("--no-write", action="store_true", help="write nothing, and take no model as given")
    parser.add_argument("--limit", type=count, metavar="N", help="at most N of each list; the rest is counted")
    parser.add_argument(
        "--fields", type=names, default=(), metavar="A,B", help="only these parts (JSON), such as services.name,metrics"
    )
    add_format(parser, "text", "markdown", "json")


def add_evidence(parser: argparse.ArgumentParser, path: str = "path") -> None:
    """The code base and what is asked of its cut: shared by the commands that need a proposal."""
    if path == "path":
        parser.add_argument("path", type=folder, metavar="PATH", help="a folder of source code")
    parser.add_argument("--services", type=_positive, default=0, metavar="N", help="into N services (default: argued)")
    parser.add_argument(
        "--without", type=_families, default=frozenset(), metavar="FAMILY,…", help=f"leave out: {', '.join(FAMILIES)}"
    )
    parser.add_argument("--constraints", default="", metavar="FILE", help="what is decided: together, apart, pinned")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of services: give 1 or more")
    return int(text)


def _families(text: str) -> frozenset[str]:
    given = frozenset(part for part in text.split(",") if part)
    if unknown := sorted(given - set(FAMILIES)):
        raise argparse.ArgumentTypeError(f"no such family: {', '.join(unknown)}. There are {', '.join(FAMILIES)}")
    return given


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the proposal; says beside it what was written."""
    if unknown := unknown_fields(args.fields):
        terminal.note(
            f"skerry decompose: no such field: {', '.join(unknown)}. There are {', '.join(PARTS)}, and the keys of their rows."
        )
        return status.USAGE
    out = None if args.no_write else Path(args.out)
    with progress(terminal) as listener:
        found = decompose(Asked(args.path, args.services, args.without, args.constraints, out), listener)
    if found.proposal is None:
        return nothing(found, terminal)
    if args.format == "json":
        terminal.say(as_json(found.proposal, args.limit, args.fields))
    elif args.format == "markdown":
        terminal.say(as_markdown(found.proposal, args.limit))
    else:
        terminal.say(summary(found.proposal, View(terminal.style, terminal.width, args.limit, str(args.path))))
    return _written(found, terminal)


def nothing(found: Decomposed, terminal: Terminal) -> int:
    """Says why there is no proposal."""
    terminal.note(problems_text(found.problems, Canvas(Sources(), terminal.style, terminal.width)))
    return status.USAGE


def _written(found: Decomposed, terminal: Terminal) -> int:
    if found.refused:
        terminal.note(f"skerry decompose: not written: {found.refused}. Name another folder with --out.")
        return status.USAGE
    if found.problems:  # of the model that stands there: what can't be read of it can't be taken as given
        terminal.note(problems_text(found.problems, Canvas(Sources(), terminal.style, terminal.width)))
    if found.model is not None and found.plan is not None and found.plan.strange:
        terminal.note(
            f"The model in {found.model} names none of the files that were read here. Is it of another system? Name another --out."
        )
    elif found.model is not None and found.plan is not None:
        broken = any(problem.severity is Severity.ERROR for problem in found.problems)
        given = (
            "has errors: what could be read of it was taken as given, nothing"
            if broken
            else "was taken as given and not"
        )
        terminal.note(f"The model in {found.model} {given} changed. What the evidence would have otherwise:")
        terminal.note(plan_text(found.plan))
    if found.written:
        names = ", ".join(str(path) for path in found.written[:_NAMED])
        more = len(found.written) - _NAMED
        terminal.note(f"wrote {names}" + (f" and {counted(more, 'more file')}" if more > 0 else ""))
    return status.CLEAN
