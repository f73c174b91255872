"""Writes the contracts of a model's services: OpenAPI, AsyncAPI, GraphQL, Protocol Buffers, JSON Schema, and types for Python.
The same model gives the same bytes. A file that somebody has edited is kept and named, and the command ends with 1.

Examples:
  skerry contracts write                        # into ./contracts, a folder for each format
  skerry contracts write --dry-run              # only say what would be written
  skerry contracts write --check                # in CI: 1 if the files are not those of the model
  skerry contracts write shop.arch.yaml --out api --only openapi,python
  skerry contracts write --only openapi --openapi 3.2
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format, add_model
from skerry.cli.terminal import Terminal
from skerry.contracts.write.openapi import VERSIONS
from skerry.contracts.write.protobuf import EDITIONS
from skerry.contracts.write.writer import Asked
from skerry.contracts.writers import writers
from skerry.render.contracts.plan import plan_json, plan_text
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.contracts_write import FOLDER, Planned, contracts_plan, contracts_write
from skerry.workbench.models import place


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, where to write, which formats, and whether to write at all."""
    add_model(parser)
    parser.add_argument("--out", default=FOLDER, metavar="DIR", help=f"where to write (default: ./{FOLDER})")
    parser.add_argument(
        "--only", type=_formats, default=(), metavar="A,B", help=f"only some formats: {', '.join(writers())}"
    )
    parser.add_argument(
        "--openapi",
        choices=[*VERSIONS],
        default="3.1",
        metavar="VERSION",
        help=f"{' or '.join(VERSIONS)} (default: 3.1)",
    )
    parser.add_argument(
        "--edition",
        choices=EDITIONS,
        default="",
        metavar="YEAR",
        help="the edition of Protocol Buffers, in place of proto3",
    )
    unwritten = parser.add_mutually_exclusive_group()
    unwritten.add_argument("--dry-run", action="store_true", help="write nothing; say what would be written")
    unwritten.add_argument(
        "--check", action="store_true", help="write nothing; end with 1 if anything would be written"
    )
    add_format(parser, "text", "json")
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the plan, and does it."""
    asked = Asked(openapi=args.openapi, edition=args.edition)
    planned = contracts_plan(place(args.model), Path(args.out), args.only, asked)
    if planned.problems:
        terminal.note(problems_text(planned.problems, Canvas(Sources(), terminal.style, terminal.width)))
    if not planned.sound:
        return status.USAGE
    writes = not (args.dry_run or args.check)
    if writes and (error := _write(planned)):
        terminal.note(f"skerry contracts write: {error}")
        return status.USAGE
    if args.format == "json":
        shown = plan_json(planned.plans, written=writes, limit=args.limit, offset=args.offset, fields=args.fields)
    else:
        shown = plan_text(planned.plans, terminal.style, args.limit)
    terminal.say(shown)
    return status.FINDINGS if planned.edited or (args.check and planned.changes) else status.CLEAN


def _write(planned: Planned) -> str:
    try:
        contracts_write(planned)
    except OSError as error:
        return f"{error.filename or 'a file'} can't be written: {error.strerror}"
    return ""


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(name for part in text.split(",") if (name := part.strip()))
    unknown = next((name for name in names if name not in writers()), "")
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"there is no format {unknown!r}: one of {', '.join(writers())}")
    return names
