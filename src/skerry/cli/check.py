"""Checks a model: everything that is wrong with its text, each with its place, and then what the rules find in the design. With
`--on` they ask the same of what is really there: folders of code and manifests. Manifests of Kubernetes are held to their schemas, to the
CEL rules of CRDs, and against one another. Refreshes `.skerry/schema.json` beside the model, from
which editors complete and check it. Ends with 0 when nothing is found, 1 when something is, 2 when something cannot be read.

Examples:
  skerry check                                          # the model of this folder, or of ./architecture
  skerry check shop.arch.yaml --persona pedantic        # and what only those read who want it exact
  skerry check architecture --only data,missing-timeout # a family, and a rule
  skerry check architecture --verdicts                  # and which interactions had better be sync, async or hybrid
  skerry check architecture --fix                       # make the changes that a tool can make
  skerry check --on ../shop --deployment prod           # only what this overlay, compose file or chart runs
  skerry check --on ../shop --write-baseline known.json # from now on ...
  skerry check --on ../shop --baseline known.json       # ... only what is new
  skerry check --on deploy --schemas crds               # manifests, with CRDs as `kubectl get crd -o yaml` prints them
  skerry check --traces traces.json                     # who calls in circles, in long rows, and again and again
  skerry check architecture --format sarif
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_deployment, add_format, add_model, folder, names
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.kernel.finding import Persona
from skerry.kernel.garbage import uncollected_command
from skerry.render.bounded import bounded
from skerry.render.findings import FORMATS, finding_row
from skerry.render.problems import Canvas, findings_text
from skerry.render.rules import accepted_rows, advice_rows, delta_row, remarks, state_rows
from skerry.render.source import Sources
from skerry.render.verdicts import verdicts_text
from skerry.workbench.check import Asked, Checked, baseline_of, check
from skerry.workbench.fix import mend
from skerry.workbench.models import rewrite

_SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, what to hold it against, which rules, and a format."""
    add_model(parser)
    parser.add_argument(
        "--on",
        type=folder,
        action="append",
        default=[],
        metavar="PATH",
        help="a folder of code and manifests, or a file of manifests; several are one fleet",
    )
    parser.add_argument(
        "--schemas",
        action="append",
        default=[],
        metavar="PATH",
        help="CRDs or JSON Schemas for the manifests: a file, a folder, or a version of Kubernetes (1.36); several times",
    )
    parser.add_argument(
        "--traces", action="append", default=[], metavar="FILE",
        help="spans as OTLP, Jaeger or Zipkin JSON, or a system's folder: calls in circles, in long rows, and again and again",
    )  # fmt: skip
    add_deployment(parser)
    parser.add_argument("--only", type=names, default=(), metavar="A,B", help="only these rules, or families of them")
    parser.add_argument(
        "--ignore", type=names, default=(), metavar="A,B", help="all but these rules, or families of them"
    )
    parser.add_argument(
        "--persona", choices=[str(each) for each in Persona], default="regular", metavar="WHO",
        help="regular (default), pedantic or auditor: who wants to know more",
    )  # fmt: skip
    parser.add_argument(
        "--fix", action="store_true", help="make the changes of the model that a tool can make, then check again"
    )
    parser.add_argument(
        "--baseline", type=Path, default=None, metavar="FILE", help="count only what is not in this baseline"
    )
    parser.add_argument(
        "--write-baseline",
        type=Path,
        default=None,
        metavar="FILE",
        help="write what is found into FILE, and end with 0",
    )
    parser.add_argument(
        "--verdicts",
        action="store_true",
        help="also for each interaction which way of speaking fits, and of what --on finds 25 verdicts",
    )
    add_format(parser, "text", *FORMATS)
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints what is wrong."""
    with uncollected_command():
        return _run(args, terminal)


def _run(args: argparse.Namespace, terminal: Terminal) -> int:
    asked = Asked(
        args.model,
        tuple(args.on),
        args.only,
        args.ignore,
        Persona(args.persona),
        args.baseline,
        args.verdicts,
        tuple(args.traces),
        args.deployment,
        tuple(args.schemas),
    )
    with progress(terminal) as listener:
        checked = check(asked, listener)
        if args.fix and checked.sound and checked.loaded:
            _mend(checked, terminal)
            checked = check(asked, listener)
    if checked.note:
        terminal.note(f"skerry check: {checked.note}")
    if args.write_baseline and checked.sound:
        return _baseline(checked, args.write_baseline, terminal)
    terminal.say(_shown(checked, args, terminal))
    if not checked.sound:
        return status.USAGE
    return status.FINDINGS if checked.report.findings else status.CLEAN


def _mend(checked: Checked, terminal: Terminal) -> None:
    documents = checked.loaded.documents if checked.loaded else ()
    mended = mend(documents, checked.report.findings)
    for edit, times in mended.done:
        terminal.note(f"skerry check: wrote `{edit}`" + (f", which {times} findings asked for" if times > 1 else ""))
    for edit, reason in mended.left:
        terminal.note(f"skerry check: `{edit}` has to be written by hand: {reason}")


def _baseline(checked: Checked, path: Path, terminal: Terminal) -> int:
    try:
        rewrite(path, baseline_of(checked))
    except OSError as error:
        terminal.note(f"skerry check: {path} was not written: {error.strerror or error}")
        return status.USAGE
    terminal.note(
        f"skerry check: {path} knows {len(checked.settled.open)} findings; `--baseline {path}` leaves them out"
    )
    return status.CLEAN


def _shown(checked: Checked, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "json":
        return _json(checked, args)
    if args.format != "text":
        return FORMATS[args.format](checked.report)
    limit = _SHOWN if args.limit is None else args.limit
    text = findings_text(checked.report.findings, Canvas(Sources(), terminal.style, terminal.width), limit)
    lines = [
        text.rstrip() or f"{checked.where}: nothing is wrong{' with what could be read' if checked.partly else ''}",
        *remarks(checked.states, checked.settled, checked.delta),
    ]
    if args.verdicts:
        lines += verdicts_text(checked.report.verdicts, checked.advice, terminal.width, terminal.style)
    return "\n".join(lines)


def _json(checked: Checked, args: argparse.Namespace) -> str:
    page = bounded([finding_row(each) for each in checked.report.findings], args.limit, args.fields, args.offset)
    shown = {
        "schema": "skerry/check/1",
        "findings": page.rows,
        "suppressed": checked.report.suppressed,
        "verdicts": {row["rule"]: row["holds"] for row in checked.report.verdicts},
        **({"verdicts_because": list(checked.report.verdicts)} if checked.report.verdicts else {}),
        "accepted": accepted_rows(checked.settled),
        "rules": state_rows(checked.states),
        "advice": bounded(advice_rows(checked.advice), args.limit, (), args.offset).rows,
        **({"baseline": delta_row(checked.delta)} if checked.delta else {}),
        **({"bounds": page.bounds()} if page.hidden else {}),
    }
    return msgspec.json.format(
        msgspec.json.encode(shown), indent=2
    ).decode()  # ten times as fast as json, of many findings
