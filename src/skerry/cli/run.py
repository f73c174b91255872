"""Runs a model's system on this machine: every service with a database of its own, the bus, sagas, the gateway, traces. What is not
generated yet is generated first. Ends with Ctrl-C, and everything with it; what it stored is there again the next time.

With --story it plays the story that lies beside the model (story.yaml), prints it step by step with its traces, and ends: 0 if all of
it came true, else 1.

Examples:
  skerry run                                    # the model of this folder
  skerry run examples/shop
  skerry run examples/shop --story
  skerry run examples/shop --fresh              # forgets what was stored
  skerry run shop.arch.yaml --bus sqlite --gateway python --port 8080
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from skerry.cli import status
from skerry.cli.check import add_model
from skerry.cli.terminal import Terminal
from skerry.render.running import Console
from skerry.run.infrastructure import BUSES, ENGINES, GATEWAYS, STORES, Choice
from skerry.run.story import StoryError
from skerry.workbench.models import place
from skerry.workbench.run import CannotRun, Up, Wanted, prepare, run_system
from skerry.workbench.story import play


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, what it runs on, and whether its story is played."""
    add_model(parser)
    parser.add_argument("--story", action="store_true", help="play the story beside the model, then stop")
    parser.add_argument("--fresh", action="store_true", help="forget what the system has stored")
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="the gateway's port (default: one that is free)"
    )
    for name, choices in (("bus", BUSES), ("stores", STORES), ("engine", ENGINES), ("gateway", GATEWAYS)):
        said = f"{', '.join(choices[:-1])} or {choices[-1]} (default: {choices[0]})"
        parser.add_argument(f"--{name}", choices=choices, default=choices[0], metavar="NAME", help=said)
    parser.add_argument("--replicas", action="store_true", help="as many of each service as the model says, not one")
    parser.add_argument("--quiet", action="store_true", help="do not show what the services print")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Runs until it is stopped, or until the story has ended."""
    model = place(args.model)
    choice = Choice(args.bus, args.stores, args.engine, args.gateway, args.port, args.replicas)
    console = Console(terminal.style, sys.stderr, quiet=args.quiet or args.story)
    try:
        for line in prepare(model):
            console.say(line)

        async def up(found: Up) -> int | None:
            console.up(found.system, found.url, found.seconds, found.parts)
            if not args.story:
                return None
            return await play(model, found.url, terminal.say, terminal.style)

        return asyncio.run(run_system(Wanted(model, choice, args.fresh), console, up))
    except (CannotRun, StoryError) as error:
        terminal.note(f"skerry run: {error}")
        return status.USAGE
