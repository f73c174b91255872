"""`skerry --help`: the commands by purpose, the options that every command takes, and what the exit codes mean."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from skerry.cli.commands import COMMANDS, Command
from skerry.cli.status import MEANINGS
from skerry.render.style import Style

_OPTIONS = {
    "--help": "this text, or that of a command",
    "--version": "the version of Skerry",
    "--color WHEN": "auto (on a terminal, unless NO_COLOR is set), always or never",
    "--debug": "show the traceback of an internal error",
}


def overview(style: Style) -> str:
    """The whole text."""
    lines = [
        f"{style.bold('Skerry')} reads a monolith and proposes services, with the evidence for every boundary.",
        "",
        f"{style.bold('Usage:')} skerry COMMAND [OPTION]...",
    ]
    for purpose, commands in groupby(COMMANDS, key=lambda command: command.purpose):
        lines += ["", style.bold(purpose)]
        lines += _rows(style, commands)
    lines += ["", style.bold("Options of every command")]
    lines += [_row(style, option, about) for option, about in _OPTIONS.items()]
    lines += ["", style.bold("Exit codes")]
    lines += [_row(style, str(code), meaning) for code, meaning in MEANINGS.items()]
    lines += ["", "'skerry COMMAND --help' says more, with examples; 'skerry explain CODE' explains a problem."]
    return "\n".join(lines)


def listing(style: Style, commands: Iterable[Command]) -> str:
    """Some commands alone, such as those that share a first word."""
    return "\n".join(_rows(style, commands))


def _rows(style: Style, commands: Iterable[Command]) -> list[str]:
    return [_row(style, command.verb, command.about) for command in commands]


def _row(style: Style, left: str, right: str) -> str:
    return f"  {style.place(left.ljust(17))}{right}"
