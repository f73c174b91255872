"""`skerry ...`: finds the command, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import os
import sys
from argparse import REMAINDER
from collections.abc import Sequence

from skerry import __version__
from skerry.cli import status
from skerry.cli.arguments import Parser, add_common, parser_of
from skerry.cli.commands import COMMANDS, Command, named
from skerry.cli.overview import listing, overview
from skerry.cli.terminal import Terminal, open_terminal, this_environment
from skerry.kernel.garbage import uncollected


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line (the process's own by default) and returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()  # here, where a closed pipe is still ours to catch
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return status.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return status.PIPE_CLOSED
    except Exception as error:  # the one place where an unforeseen error becomes a line
        if "--debug" in arguments:
            sys.excepthook(type(error), error, error.__traceback__)
            return status.INTERNAL
        return _internal(error)
    return code


def _dispatch(arguments: list[str]) -> int:
    try:
        return _run(arguments)
    except SystemExit as stop:  # from argparse: help or a usage error, already printed
        return stop.code if isinstance(stop.code, int) else status.USAGE


def _run(arguments: list[str]) -> int:
    parser = Parser(prog="skerry", add_help=False, allow_abbrev=False)
    add_common(parser, default=True)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("verb", nargs="?", default="")
    parser.add_argument("rest", nargs=REMAINDER)
    args = parser.parse_args(arguments)
    if args.version:
        print(f"skerry {__version__}")  # noqa: T201 - the result itself
        return status.CLEAN
    command, rest = _chosen(args.verb, args.rest)
    if command is not None:
        with uncollected():  # its modules: hundreds of files, and no garbage among them
            parser = parser_of(command)
        own = parser.parse_args(rest, args)
        return int(own.run(own, open_terminal(own.color, this_environment())))
    terminal = open_terminal(args.color, this_environment())
    if args.verb:
        return _unknown(args.verb, args.rest, terminal)
    (terminal.say if args.help else terminal.note)(overview(terminal.style))
    return status.CLEAN if args.help else status.USAGE


def _chosen(verb: str, rest: list[str]) -> tuple[Command | None, list[str]]:
    """The command of one word or of two, and what is left for it."""
    if rest and (found := named(f"{verb} {rest[0]}")):
        return found, rest[1:]
    return named(verb), rest


def _unknown(verb: str, rest: list[str], terminal: Terminal) -> int:
    below = [command for command in COMMANDS if command.verb.startswith(f"{verb} ")]
    if below:
        (terminal.say if rest[:1] in (["--help"], ["-h"]) else terminal.note)(listing(terminal.style, below))
        return status.CLEAN if rest[:1] in (["--help"], ["-h"]) else status.USAGE
    from skerry.kernel.words import nearest  # noqa: PLC0415 - start-up time: difflib is for mistakes only

    meant = nearest(verb, [command.verb for command in COMMANDS])
    hint = f"Did you mean 'skerry {meant}'?" if meant else "'skerry --help' lists the commands."
    terminal.note(f"skerry: there is no command {verb!r}. {hint}")
    return status.USAGE


def _internal(error: Exception) -> int:
    said = " ".join(str(error).split())
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    sys.stderr.write(f"skerry: internal error: {what} (please report it; --debug shows the traceback)\n")
    return status.INTERNAL
