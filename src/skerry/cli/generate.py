"""Writes what runs and ships: services, the gateway's configuration, the fleet. Prints a plan; `--write` does it. Files of yours
(`behaviour.py`) are written once; generated files that you have edited are merged, or named where the two disagree (then it ends with 1).

Examples:
  skerry generate all                               # what would be written for the model of this folder
  skerry generate all --write
  skerry generate service examples/shop --only order-service,payment-service
  skerry generate gateway shop.arch.yaml --out deploy --write
  skerry generate all --check                       # in CI: 1 if the files are not those of the model
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format, add_model, folder, names
from skerry.cli.terminal import Terminal
from skerry.generate.generators import generators
from skerry.render.artefacts import generated_json, generated_text
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.generate import Planned, generate_plan, generate_write
from skerry.workbench.models import place

ALL = "all"


def arguments(parser: argparse.ArgumentParser) -> None:
    """A kind, a model, where to write, for which services, and whether to write at all."""
    kinds = (ALL, *generators())
    parser.add_argument("kind", choices=kinds, metavar="KIND", help=f"what to write: {', '.join(kinds)}")
    add_model(parser)
    parser.add_argument("--only", type=names, default=(), metavar="A,B", help="only these services")
    parser.add_argument("--out", type=folder, metavar="DIR", help="where to write (default: beside the model)")
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--write", action="store_true", help="write, rather than only say what would be written")
    doing.add_argument("--check", action="store_true", help="write nothing; end with 1 if anything would be written")
    add_format(parser, "text", "json")
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the plan, and does it."""
    model = place(args.model)
    out = args.out or (model if model.is_dir() else model.parent)
    planned = generate_plan(model, out, () if args.kind == ALL else (args.kind,), args.only)
    if error := _unusable(planned, terminal):
        terminal.note(f"skerry generate: {error}")
    if error or not planned.sound:
        return status.USAGE
    if args.write and (error := _write(planned)):
        terminal.note(f"skerry generate: {error}")
        return status.USAGE
    if args.format == "json":
        shown = generated_json(
            planned.plans, planned.notes, written=args.write, limit=args.limit, offset=args.offset, fields=args.fields
        )
    else:
        shown = generated_text(planned.plans, planned.notes, terminal.style, written=args.write, limit=args.limit)
    terminal.say(shown)
    disagrees = planned.conflicts or planned.foreign
    return status.FINDINGS if disagrees or (args.check and planned.changes) else status.CLEAN


def _unusable(planned: Planned, terminal: Terminal) -> str:
    if planned.problems:
        terminal.note(problems_text(planned.problems, Canvas(Sources(), terminal.style, terminal.width)))
    if planned.unknown:
        name, near = planned.unknown
        return f"there is no service {name!r}" + (f"; did you mean {near!r}?" if near else "")
    return ""


def _write(planned: Planned) -> str:
    try:
        generate_write(planned)
    except OSError as error:
        return f"{error.filename or 'a file'} can't be written: {error.strerror}"
    return ""
