"""Parsers that all commands share: the options every command takes, and usage errors in our own words."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn, Protocol

from skerry.cli import status
from skerry.cli.commands import Command


class SupportsWrite(Protocol):
    """What text can be written to."""

    def write(self, text: str, /) -> object:
        """Writes it."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and the way to the help; never abbreviates options."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with a usage error."""
        sys.stderr.write(f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")
        raise SystemExit(status.USAGE)

    def print_help(self, file: SupportsWrite | None = None) -> None:
        """Writes the help; unlike its elder it lets a closed pipe be noticed."""
        (file or sys.stdout).write(self.format_help())


def add_common(parser: argparse.ArgumentParser, *, default: bool) -> None:
    """Adds the options that stand before or after the verb; `default` says whether their defaults are set here."""
    unset = argparse.SUPPRESS
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto" if default else unset,
        metavar="WHEN",
        help="auto (on a terminal, unless NO_COLOR is set), always or never",
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=False if default else unset,
        help="show the traceback of an internal error",
    )


def parser_of(command: Command) -> Parser:
    """The full parser of a command; imports its module."""
    module = import_module(command.module)
    parser = Parser(
        prog=f"skerry {command.verb}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.arguments(parser)
    add_common(parser, default=False)
    parser.set_defaults(run=module.run)
    return parser


def add_model(parser: argparse.ArgumentParser) -> None:
    """The argument of all commands that read a model."""
    parser.add_argument(
        "model",
        nargs="?",
        default="",
        metavar="MODEL",
        help="a file or a folder of *.arch.yaml (default: here, or ./architecture)",
    )


def add_deployment(parser: argparse.ArgumentParser) -> None:
    """The argument of all commands that read what runs."""
    parser.add_argument(
        "--deployment",
        default="",
        metavar="NAME",
        help="only this one of the deployments that `skerry read` lists, as prod (default: all, as one picture)",
    )


def add_bounds(parser: argparse.ArgumentParser) -> None:
    """Adds `--limit`, `--offset` and `--fields`, the arguments of `skerry.render.bounded.bounded`."""
    parser.add_argument("--limit", type=count, metavar="N", help="at most N rows of each list; all without it")
    parser.add_argument("--offset", type=count, default=0, metavar="N", help="leave the first N rows out")
    parser.add_argument("--fields", type=names, default=(), metavar="A,B", help="only these fields of each row")


def folder(text: str) -> Path:
    """A path as an option's value; an empty one is a variable that was not set, not this folder."""
    if not text:
        raise argparse.ArgumentTypeError("an empty path; '.' is this folder")
    return Path(text)


def count(text: str) -> int:
    """A whole number from 0 on, as an option's value."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)


def names(text: str) -> tuple[str, ...]:
    """Names between commas, as an option's value."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Adds `--format`; the first of `formats` is the default."""
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        metavar="FORMAT",
        help=f"one of {', '.join(formats)} (default: {formats[0]})",
    )
