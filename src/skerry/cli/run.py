"""Runs a model's system on this machine: every service with a database of its own, the bus, sagas, the gateway, traces. What is not
generated yet is generated first. Ends with Ctrl-C, and everything with it; what it stored is there again the next time.

With --story it plays the story that lies beside the model (story.yaml), prints it step by step with its traces, and ends: 0 if all of
it came true, else 1.

Examples:
  skerry run                                    # the model of this folder
  skerry run examples/shop
  skerry run examples/shop --story
  skerry run examples/shop --fresh              # forgets what was stored
  skerry run --reload                           # a service starts again when its code changes
  skerry run shop.arch.yaml --bus sqlite --gateway python --port 8080
  skerry run examples/shop --canary order-service@v2=../order-service-next      # another build of it
"""

from __future__ import annotations

import argparse
import asyncio
from importlib import import_module
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_model
from skerry.cli.running import model_of
from skerry.cli.terminal import Terminal
from skerry.run.canaries import Wanted, wanted
from skerry.run.infrastructure import BUSES, ENGINES, GATEWAYS, MTLS, STORES, TRUST, Choice
from skerry.run.opening import opened
from skerry.run.place import AlreadyRunning
from skerry.workbench.prepared import prepared


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, what it runs on, and whether its story is played."""
    add_model(parser)
    parser.add_argument("--story", action="store_true", help="play the story beside the model, then stop")
    parser.add_argument("--reload", action="store_true", help="start a service again when its code changes")
    parser.add_argument("--fresh", action="store_true", help="forget what the system has stored")
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="the gateway's port (default: one that is free)"
    )
    parser.add_argument(
        "--mtls", choices=MTLS, default=MTLS[0], metavar="HOW",
        help="on or off: services show certificates (default: as the model says, if cryptography is there)",
    )  # fmt: skip
    for name, choices in (
        ("bus", BUSES),
        ("stores", STORES),
        ("engine", ENGINES),
        ("gateway", GATEWAYS),
        ("trust", TRUST),
    ):
        said = f"{', '.join(choices[:-1])} or {choices[-1]} (default: {choices[0]})"
        parser.add_argument(f"--{name}", choices=choices, default=choices[0], metavar="NAME", help=said)
    parser.add_argument(
        "--canary",
        type=_canary,
        action="append",
        default=[],
        metavar="SERVICE@NAME=FOLDER",
        help="another build of a service beside it, which gets the share that the model's `canary` says; again for more of them",
    )
    parser.add_argument("--replicas", action="store_true", help="as many of each service as the model says, not one")
    parser.add_argument("--quiet", action="store_true", help="do not show what the services print")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Runs until it is stopped, or until the story has ended."""
    model = model_of(args.model)
    root = model if model.is_dir() else model.parent
    if not model.exists():
        terminal.note(f"skerry run: {model} is not there; `skerry init` writes a first model")
        return status.USAGE
    if not any(root.glob("*.arch.yaml")):
        terminal.note(f"skerry run: {root} has no *.arch.yaml; `skerry init` writes a first model")
        return status.USAGE
    try:
        return asyncio.run(_opened(args, terminal, model, root))
    except AlreadyRunning as error:
        terminal.note(f"skerry run: {error}: stop it with `skerry stop`, or look at it with `skerry ps`")
        return status.USAGE


def _canary(text: str) -> Wanted:
    try:
        return wanted(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


async def _opened(args: argparse.Namespace, terminal: Terminal, model: Path, root: Path) -> int:
    choice = Choice(
        args.bus,
        args.stores,
        args.engine,
        args.gateway,
        args.port,
        args.replicas,
        tuple(args.canary),
        trust=args.trust,
        mtls=args.mtls,
    )
    async with opened(root, choice, fresh=args.fresh) as opening:
        generated = asyncio.create_task(prepared(model))
        rest = await asyncio.to_thread(import_module, "skerry.cli.session")  # while the fork server imports
        return int(await rest.session(args, choice, terminal, model, opening, generated))
