"""Arguments of every command that compares two sets of contracts."""

from __future__ import annotations

import argparse

from skerry.contracts.accepted import FILE
from skerry.contracts.diff.format import Category, Mode, Options


def add_comparison(parser: argparse.ArgumentParser) -> None:
    """Adds the two sides, how they are compared, and the file of accepted changes."""
    for name, which in (("before", "the contract as it was"), ("after", "the contract as it is to be")):
        parser.add_argument(name, metavar=name.upper(), help=f"{which}: a file, a folder, or REV:PATH")
    parser.add_argument(
        "--mode", choices=[str(mode) for mode in Mode], default="AUTO", metavar="MODE",
        help="who has to read what: AUTO (by direction), BACKWARD, FORWARD or FULL (events, JSON Schema)",
    )  # fmt: skip
    parser.add_argument(
        "--category", choices=[str(each) for each in Category], default="WIRE_JSON", metavar="CATEGORY",
        help="Protocol Buffers: WIRE, WIRE_JSON (default), PACKAGE or FILE",
    )  # fmt: skip
    parser.add_argument(
        "--accepted", default="", metavar="FILE",
        help=f"changes that were accepted, with reason and end (default: {FILE} beside AFTER, or here)",
    )  # fmt: skip


def options_of(args: argparse.Namespace) -> Options:
    """How to compare, as asked for."""
    return Options(mode=Mode(args.mode), category=Category(args.category))
