"""Writes a first model into a folder; never over one that is there.

Examples:
  skerry init                     # a blank model in ./architecture
  skerry init --from shop demo    # the e-commerce example in ./demo
  skerry init --from clinic demo  # the health records example, a file per context
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.terminal import Terminal
from skerry.workbench.models import DEFAULT_FOLDER, EXAMPLES, begin


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and where."""
    parser.add_argument(
        "--from",
        dest="example",
        choices=("blank", *EXAMPLES),
        default="blank",
        metavar="EXAMPLE",
        help="blank, shop or clinic (default: blank)",
    )
    parser.add_argument(
        "folder", nargs="?", default=DEFAULT_FOLDER, metavar="DIR", help=f"the folder (default: ./{DEFAULT_FOLDER})"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the files and says which."""
    folder = Path(args.folder)
    try:
        written, existing = begin(args.example, folder)
    except OSError as error:
        terminal.note(f"skerry init: {folder} can't be written: {error.strerror}")
        return status.USAGE
    if existing:
        terminal.note(f"skerry init: {existing[0]} is there already; nothing was written. Choose another folder.")
        return status.USAGE
    for path in written:
        terminal.say(str(path))
    terminal.note(f"Next: skerry check {folder}")
    return status.CLEAN
