"""Prints the JSON Schema for a model: keys with their meaning, and the model's own names wherever one is referred to.
`skerry check` keeps it fresh in `.skerry/schema.json`; an editor with yaml-language-server finds it by the first line
of the model, `# yaml-language-server: $schema=./.skerry/schema.json`.

Examples:
  skerry schema                   # for the model of this folder, or of ./architecture
  skerry schema --base            # for any model
"""

from __future__ import annotations

import argparse

from skerry.cli import status
from skerry.cli.arguments import add_model
from skerry.cli.terminal import Terminal
from skerry.workbench.models import general_schema, place, schema_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, or none."""
    add_model(parser)
    parser.add_argument(
        "--base", action="store_true", help="the schema of the language alone, without the names of a model"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Prints the schema."""
    terminal.say(general_schema() if args.base else schema_of(place(args.model)))
    return status.CLEAN
