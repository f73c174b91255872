"""Says what is wrong with contracts, and what could be better: OpenAPI, AsyncAPI, JSON Schema, GraphQL and Protocol Buffers, of
yours or of anyone's; files, folders, or revisions of git. Ends with 0 when nothing is as bad as `--fail-on`, 1 when something is,
2 when a document cannot be read.

Examples:
  skerry contracts lint openapi.yaml
  skerry contracts lint api/ --rules lint.yaml              # levels by rule, and what is ignored with a reason
  skerry contracts lint main:api/ --only rest-security      # some rules, by the begin of their names
  skerry contracts lint shop.arch.yaml --persona pedantic   # what `contracts write` would write for a model
  skerry contracts lint api/ --format sarif
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.terminal import Terminal
from skerry.contracts.lint.catalogue import catalogue
from skerry.contracts.lint.run import Linted
from skerry.kernel.finding import Finding, Persona, finding_of
from skerry.kernel.garbage import uncollected_command
from skerry.kernel.problem import Severity
from skerry.render.bounded import bounded
from skerry.render.contracts.lint import codes, text, worst
from skerry.render.findings import FORMATS, finding_row
from skerry.render.problems import Canvas
from skerry.render.report import report
from skerry.render.source import Sources
from skerry.workbench.contracts_lint import Asked, contracts_lint

_SHOWN = 50
_RANK = {each: at for at, each in enumerate(Severity)}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Documents, which rules, and a format."""
    parser.add_argument(
        "documents",
        nargs="+",
        metavar="DOCUMENT",
        help="a file, a folder, REV:PATH, or a model (*.arch.yaml, or the folder of them): what it would be written as",
    )
    parser.add_argument("--rules", default="", metavar="FILE", help="a ruleset: levels by rule, and what is ignored")
    parser.add_argument(
        "--only", type=_names, default=(), metavar="A,B", help="only these rules, or those whose names begin so"
    )
    parser.add_argument(
        "--persona", choices=[str(each) for each in Persona], default="regular", metavar="WHO",
        help="regular (default), pedantic or auditor: who wants to know more",
    )  # fmt: skip
    parser.add_argument(
        "--fail-on", choices=[str(each) for each in Severity], default="error", metavar="LEVEL",
        help="error (default), warning or note: from there on the exit code is 1",
    )  # fmt: skip
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what was found."""
    asked = Asked(tuple(args.documents), args.rules, args.only, Persona(args.persona))
    with uncollected_command():
        found = contracts_lint(asked)
        terminal.say(_shown(found, args, terminal))
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        return status.USAGE
    failed = any(_RANK[each.severity] <= _RANK[Severity(args.fail_on)] for each in found.findings)
    return status.FINDINGS if failed else status.CLEAN


def _shown(found: Linted, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "text":
        limit = _SHOWN if args.limit is None else args.limit
        return text(found, Canvas(Sources(), terminal.style, terminal.width), limit)
    problems = list(map(finding_of, found.problems))
    if args.format == "json":
        return _json(found, [*problems, *worst(found.findings)], args)
    chosen: Sequence[Finding] = found.findings if args.limit is None else worst(found.findings)[: args.limit]
    return FORMATS[args.format](report([*problems, *chosen], codes(catalogue().values()), found.ignored))


def _json(found: Linted, findings: Sequence[Finding], args: argparse.Namespace) -> str:
    page = bounded([finding_row(each) for each in findings], args.limit, args.fields, args.offset)
    shown = {
        "schema": "skerry/contracts-lint/1",
        "documents": found.documents,
        "counts": {str(each): found.count(each) for each in Severity},
        "ignored": found.ignored,
        "findings": page.rows,
        **({"bounds": page.bounds()} if page.hidden else {}),
    }
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))
