"""Sensitive data of a running system: a person is erased, old data is let go, keys are changed.

erase takes the keys of a person's data away in every service, so that nobody can read it any more, in histories and backups either; what is
tagged and not encrypted is named, and stays. expire does the same to those of whom nothing was stored for as long as the model's `keep`;
without --yes it only says whom. keys makes a keyring, or adds a key to one; rewrap then has all data use the newest.

Examples:
  skerry data erase --subject 7f3c9a10-93c2-4a52-b3a1-0c6cf2f0a4d1 --yes
  skerry data expire
  skerry data keys .skerry/run/keys/patient-service.json      # then restart the service
  skerry data rewrap
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from skerry.cli import status
from skerry.cli.arguments import add_format
from skerry.cli.arguments import folder as path_of
from skerry.cli.running import add_system, folder_of
from skerry.cli.terminal import Terminal
from skerry.render.operator import data_text
from skerry.run import keyring
from skerry.run.control import NotRunning
from skerry.workbench.operator import NoAnswer, data

_WAYS = ("erase", "expire", "rewrap", "keys")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done, to whom."""
    parser.add_argument("what", choices=_WAYS, metavar="WHAT", help=", ".join(_WAYS))
    parser.add_argument("file", nargs="?", type=path_of, metavar="FILE", help="the keyring of `keys`")
    parser.add_argument("--subject", default="", metavar="ID", help="the person who is erased")
    parser.add_argument("--yes", action="store_true", help="do it: nothing brings it back")
    add_format(parser, "text", "json")
    add_system(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Tells the services."""
    if args.what == "keys":
        return _keys(args, terminal)
    if args.what == "erase" and not (args.subject and args.yes):
        terminal.note("skerry data: erase takes --subject ID, and --yes, since nothing brings the data back")
        return status.USAGE
    asked: dict[str, Any] = {"subject": args.subject} if args.what == "erase" else {"dry": not args.yes}
    try:
        found, silent = data(folder_of(args), args.what, asked)
    except (NotRunning, NoAnswer) as error:
        terminal.note(f"skerry data: {error}")
        return status.USAGE
    if args.format == "json":
        terminal.say(json.dumps({"schema": "skerry-data-1", "services": found, "silent": silent}, indent=1))
    else:
        terminal.say(data_text(found, args.what, terminal.style))
    if silent:
        terminal.note(f"did not answer, so nothing was done there: {', '.join(silent)}")
    left = args.what == "erase" and any(each.get("left") for each in found.values())
    return status.FINDINGS if silent or left else status.CLEAN


def _keys(args: argparse.Namespace, terminal: Terminal) -> int:
    if args.file is None:
        terminal.note("skerry data: keys takes the FILE of a keyring")
        return status.USAGE
    try:
        if not args.file.exists():
            keyring.kept(args.file)
            terminal.say(f"{args.file}: a new keyring; name it by SKERRY_KEYS, and keep a copy apart from the data")
        else:
            name = keyring.rotated(args.file)
            terminal.say(f"{args.file}: {name} is the current key; restart the service, then `skerry data rewrap`")
    except (keyring.NoKeyring, OSError) as error:
        terminal.note(f"skerry data: {error}")
        return status.USAGE
    return status.CLEAN
