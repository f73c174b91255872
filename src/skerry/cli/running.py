"""What the commands about a running system have in common: the model whose system it is, and asking it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from skerry.cli import status
from skerry.cli.terminal import Terminal
from skerry.run import control
from skerry.run.place import Place


def add_system(parser: argparse.ArgumentParser) -> None:
    """The option that names the model."""
    parser.add_argument(
        "--model", default="", metavar="MODEL", help="the model whose system it is (default: that of this folder)"
    )


def model_of(given: str) -> Path:
    """The model that is meant, by default the one here; the model itself is not read."""
    if given or any(Path().glob("*.arch.yaml")):
        return Path(given)
    from skerry.workbench.models import place  # noqa: PLC0415 - start-up time: it imports the whole language

    return place(given)


def folder_of(args: argparse.Namespace) -> Place:
    """Where the system keeps its state."""
    model = model_of(args.model)
    return Place.of(model if model.is_dir() else model.parent)


def ask(args: argparse.Namespace, terminal: Terminal, **asked: Any) -> tuple[dict[str, Any], int]:
    """The answer of the running system, and the exit status: a system that does not run is said."""
    try:
        found = control.ask(folder_of(args).control, asked)
    except control.NotRunning as error:
        terminal.note(f"skerry: {error}")
        return {}, status.USAGE
    if error_text := found.get("error"):
        terminal.note(f"skerry: {error_text}")
        return {}, status.USAGE
    return found, status.CLEAN
