"""Makes a model of the service behind a document: its operations with names and types. What the language has no words for is
listed; the document then stays the contract of the service (`api: { contract: ./file }`), and the model is a summary that calls,
consumers and checks refer to. Ends with 0 where the model says all of it, 1 where the document stays, 2 where it can't be read.

Examples:
  skerry contracts adopt openapi.yaml                                   # the model, on standard output
  skerry contracts adopt stripe.json --service stripe --out architecture/stripe.arch.yaml
  skerry contracts adopt protos/orders/v1/orders.proto --out architecture/orders.arch.yaml
  skerry contracts adopt openapi.yaml --format json --limit 20
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_bounds, add_format
from skerry.cli.terminal import Terminal
from skerry.contracts.adopt.adopter import Adopted
from skerry.kernel.problem import Severity
from skerry.render.contracts.adopted import adopted_json, adopted_text
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.contracts_adopt import Request, contracts_adopt, keep_numbers, write_model
from skerry.workbench.contracts_write import FOLDER


def arguments(parser: argparse.ArgumentParser) -> None:
    """A document, the names, and where to write."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="an OpenAPI, AsyncAPI, GraphQL or Protocol Buffers document; what it refers to is found beside it",
    )
    parser.add_argument(
        "--service", default="", metavar="NAME", help="what the service is called (default: as the file)"
    )
    parser.add_argument("--context", default="", metavar="NAME", help="its context (default: as the service)")
    parser.add_argument(
        "--out", default="", metavar="FILE", help="write the model there, never over a file that is there"
    )
    parser.add_argument(
        "--contracts",
        default=FOLDER,
        metavar="DIR",
        help=f"where `contracts write` writes: the numbers of protobuf fields go into its lock, with --out (default: ./{FOLDER})",
    )
    add_format(parser, "text", "json")
    add_bounds(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints or writes the model."""
    found = contracts_adopt(Request(args.file, args.service, args.context, args.out))
    if found.problems:
        canvas = Canvas(Sources(), terminal.style, terminal.width)
        terminal.note(problems_text(found.problems, canvas, args.limit))
    if not found.text or any(problem.severity is Severity.ERROR for problem in found.problems):
        return status.USAGE
    if args.out and (error := _write(found, args, terminal)):
        terminal.note(f"skerry contracts adopt: {error}")
        return status.USAGE
    if args.format == "json":
        terminal.say(adopted_json(found, args.limit, args.offset, args.fields))
    else:
        terminal.say(args.out or found.text)
        terminal.note(adopted_text(found, args.limit))
    return status.CLEAN if found.whole else status.FINDINGS


def _write(found: Adopted, args: argparse.Namespace, terminal: Terminal) -> str:
    out = Path(args.out)
    try:
        write_model(found.text, out)
        if found.numbers and not found.kept:
            path, _ = keep_numbers(found.numbers, Path(args.contracts))
            terminal.note(f"the numbers of its fields are in {path}")
    except FileExistsError:
        return f"{out} is there already; nothing was written. Choose another file."
    except OSError as error:
        return f"{out} can't be written: {error.strerror}"
    return ""
