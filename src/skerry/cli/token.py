"""Prints a token of the local issuer, for development: whoever has it is believed by the system in this folder, and by no other.

Examples:
  skerry token --role physician --subject ada --claim patients=7f3c…,91ab… --for 1h
  curl -H "Authorization: Bearer $(skerry token --role customer --subject ada)" http://127.0.0.1:8080/v2/orders
  skerry token --service order-service          # as that service itself calls others
  skerry token --rotate                         # signs with a new key from now on; the last old ones are still believed
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.running import add_system, model_of
from skerry.cli.terminal import Terminal
from skerry.model.terms.quantities import Duration
from skerry.model.terms.scan import TermError
from skerry.run.fleet import FleetError, read
from skerry.run.issuer import Issuer
from skerry.run.place import Place


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whom the token is about, or that there shall be a new key."""
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="a role (may be repeated)")
    parser.add_argument("--subject", default="somebody", metavar="NAME", help="who it is (default: somebody)")
    parser.add_argument(
        "--claim",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what else is known; values with commas are lists",
    )
    parser.add_argument("--for", default="1h", metavar="TIME", dest="time", help="how long it is valid (default: 1h)")
    parser.add_argument("--service", default="", metavar="NAME", help="a token of a service instead of a person")
    parser.add_argument("--rotate", action="store_true", help="make a new key instead of a token")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints it."""
    model = model_of(args.model)
    root = model if model.is_dir() else model.parent
    try:
        fleet, seconds = read(root).fleet, float(Duration.parse(args.time).seconds)
        claims = dict(map(_claim, args.claim))
    except (FleetError, TermError, ValueError) as error:
        terminal.note(f"skerry token: {error}")
        return status.USAGE
    issuer = Issuer.opened(Place.of(root), fleet.system)
    if args.rotate:
        terminal.say(issuer.rotate())
    elif args.service:
        terminal.say(issuer.service_token(args.service, seconds))
    else:
        terminal.say(issuer.token(args.subject, tuple(args.role), claims, seconds))
    return status.CLEAN


def _claim(said: str) -> tuple[str, str | list[str]]:
    name, sign, value = said.partition("=")
    if not name or not sign:
        raise ValueError(f"--claim {said}: expected NAME=VALUE")
    return name, value.split(",") if "," in value else value
