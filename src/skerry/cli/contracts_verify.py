"""Holds a running service to its OpenAPI document: with generated requests, and with stories that span several of them
(what was created is read, a repeated Idempotency-Key has one effect, pages are the whole list, a stale write is refused, what
was deleted is gone); with a model also which changes of state happen and which do not. It creates, changes and deletes
things, so it contacts this machine only, unless it is told otherwise. Ends with 0 when the service keeps to its document, 1
when it does not, 2 when that could not be found out.

Generated requests need an extra: pip install 'skerry[verify]'.

Examples:
  skerry contracts verify http://127.0.0.1:8000/v1 --document openapi.yaml
  skerry contracts verify http://127.0.0.1:8000/v1 --document openapi.yaml --model . --service order-service
  skerry contracts verify http://127.0.0.1:8000/v1 --document openapi.yaml --header 'Authorization: Bearer TOKEN'
  skerry contracts verify http://127.0.0.1:8000/v1 --document openapi.yaml --max-examples 0   # the stories alone, in a second
  skerry contracts verify http://127.0.0.1:8000/v1 --document openapi.yaml --seed 7 --format sarif
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from skerry.cli import status
from skerry.cli.arguments import add_format
from skerry.cli.terminal import Terminal
from skerry.contracts.deviation_codes import CODES
from skerry.contracts.verify.deviation import Verification
from skerry.kernel.finding import finding_of
from skerry.kernel.problem import Severity
from skerry.render.contracts.verification import document, finding, text
from skerry.render.findings import FORMATS
from skerry.render.problems import Canvas
from skerry.render.report import report
from skerry.render.source import Sources
from skerry.workbench.contracts_verify import Asked, contracts_verify


def arguments(parser: argparse.ArgumentParser) -> None:
    """An address, a document, how much, and a format."""
    parser.add_argument("url", metavar="URL", help="the service, with the path that the paths of the document begin at")
    parser.add_argument("--document", required=True, metavar="FILE", help="the OpenAPI document: a file, or REV:PATH")
    parser.add_argument("--model", default="", metavar="MODEL", help="the model that knows the states of its things")
    parser.add_argument("--service", default="", metavar="NAME", help="which service of the model it is")
    parser.add_argument(
        "--header", action="append", default=[], type=_header, metavar="'NAME: VALUE'",
        help="goes with every request, and its value is never shown; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--max-examples", type=_whole, default=20, metavar="N",
        help="generated requests for each operation (default: 20); 0: the stories alone",
    )  # fmt: skip
    parser.add_argument("--max-time", type=_whole, default=60, metavar="SECONDS", help="in all (default: 60)")
    parser.add_argument("--seed", type=_whole, default=0, metavar="N", help="the same seed asks the same (default: 0)")
    parser.add_argument(
        "--known", action="append", default=[], type=_pair, metavar="NAME=VALUE",
        help="the identifier of a thing that is there and that this API does not create, by its parameter; may be repeated",
    )  # fmt: skip
    parser.add_argument("--allow-remote", action="store_true", help="the service may be on another machine")
    add_format(parser, "text", *FORMATS)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints where the service departs from its document."""
    found = contracts_verify(
        Asked(
            args.url,
            args.document,
            args.model,
            args.service,
            dict(args.header),
            args.max_examples,
            args.seed,
            float(args.max_time),
            args.allow_remote,
            dict(args.known),
        )
    )
    terminal.say(_shown(found, args, terminal))
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        return status.USAGE
    return status.FINDINGS if found.deviations else status.CLEAN


def _shown(found: Verification, args: argparse.Namespace, terminal: Terminal) -> str:
    if args.format == "text":
        return text(found, Canvas(Sources(), terminal.style, terminal.width))
    if args.format == "json":
        return json.dumps(document(found), indent=2, ensure_ascii=False)
    write: Callable[..., str] = FORMATS[args.format]
    return write(report([*map(finding_of, found.problems), *map(finding, found.deviations)], CODES))


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or any(char in text for char in "\r\n"):
        raise argparse.ArgumentTypeError(f"{name!r} is not a header, as in 'Authorization: Bearer TOKEN'")
    return name.strip(), value.strip()


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, as in customerId=42")
    return name, value


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)
