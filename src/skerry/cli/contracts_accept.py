"""Accepts changes between two contracts, or of a model since a revision: writes each, with the reason, who decided and until when,
into the file of accepted changes, where `skerry contracts diff` and `skerry diff` find it. Comments in the file stay. A fingerprint
that no change has is refused.

Examples:
  skerry contracts accept main:api/ api/ kbeahapfcjdi --reason "nobody reads total, ADR 12" --owner checkout --until 2027-03-31
  skerry contracts accept main architecture jgnhoghibdpp --reason "ADR 13" --owner checkout --until 2027-03-31   # of `skerry diff main`

The file:
  accepted:
    - fingerprint: kbeahapfcjdi
      reason: nobody reads total, ADR 12
      owner: checkout
      until: "2027-03-31"
"""

from __future__ import annotations

import argparse
from datetime import date

from skerry.cli import status
from skerry.cli.comparison import add_comparison, options_of
from skerry.cli.terminal import Terminal
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources
from skerry.workbench.contracts_accept import Decision, contracts_accept
from skerry.workbench.contracts_diff import Asked


def arguments(parser: argparse.ArgumentParser) -> None:
    """Two sides, what is accepted, and the decision."""
    add_comparison(parser)
    parser.add_argument("fingerprints", nargs="+", metavar="FINGERPRINT", help="as `skerry contracts diff` prints it")
    parser.add_argument("--reason", required=True, type=_said, metavar="TEXT", help="why the break is taken")
    parser.add_argument(
        "--owner", required=True, type=_said, metavar="NAME", help="the team or person who answers for it"
    )
    parser.add_argument(
        "--until", required=True, type=_day, metavar="DATE", help="the last day it holds, as 2027-03-31"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the decision, and says where."""
    decision = Decision(tuple(dict.fromkeys(args.fingerprints)), args.reason, args.owner, args.until)
    found = contracts_accept(Asked(args.before, args.after, options_of(args), args.accepted), decision)
    if found.problems:
        terminal.note(problems_text(found.problems, Canvas(Sources(), terminal.style, terminal.width)))
    for name in found.known:
        terminal.note(f"{name} is accepted already")
    for change in found.written:
        terminal.say(f"accepted until {args.until}: {change.message}")
    if found.written:
        terminal.say(f"written to {found.path}")
    return status.CLEAN if found.done else status.USAGE


def _said(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2027-03-31") from None
    if day < date.today():
        raise argparse.ArgumentTypeError(f"{text} has passed")
    return day
