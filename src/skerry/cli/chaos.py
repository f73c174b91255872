"""Runs a model's system, breaks it on purpose while its story is lived through many times at once, and looks at what has to be true then:
every story comes true, every saga ends, no event is left behind or given up, what was done is done once, nothing forbidden is answered,
the audit logs are whole and have each access.
Ends with 0 if all of it is, else with 1.

Faults are drawn by the seed (kill, pause, slow, drop, partition, duplicate, full-disk, skew), or written down in a plan:
  faults: [{ at: 3s, do: kill, to: order-service }, { at: 5s, do: slow, to: payment-service, for: 4s }]
  faults: [{ at: 2s, do: skew, to: order-service, by: -90s, for: 5s }]

Examples:
  skerry chaos examples/shop --for 60s --seed 7
  skerry chaos examples/shop --plan faults.yaml --bus sqlite --gateway python
  skerry chaos examples/clinic --for 10m --people 8 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import random
from importlib import import_module
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_format, add_model, count
from skerry.cli.running import model_of
from skerry.cli.terminal import Terminal
from skerry.model.terms.quantities import Duration
from skerry.model.terms.scan import TermError
from skerry.run.infrastructure import BUSES, ENGINES, GATEWAYS, STORES, Choice
from skerry.run.opening import opened
from skerry.run.place import AlreadyRunning


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, how long, which faults, and what it runs on."""
    add_model(parser)
    parser.add_argument(
        "--for", dest="seconds", type=_seconds, default=60.0, metavar="TIME", help="how long (default: 60s)"
    )
    parser.add_argument(
        "--seed",
        type=count,
        metavar="N",
        help="of the faults that are drawn (default: another one each time, and told)",
    )
    parser.add_argument("--plan", type=Path, metavar="FILE", help="faults that are written down, instead of drawn ones")
    parser.add_argument(
        "--people", type=count, default=4, metavar="N", help="how many live through the story at once (default: 4)"
    )
    parser.add_argument(
        "--patience",
        type=_seconds,
        default=90.0,
        metavar="TIME",
        help="how long a step of the story may take while parts are broken, and sagas and events afterwards (default: 90s)",
    )
    for name, choices in (("bus", BUSES), ("stores", STORES), ("engine", ENGINES), ("gateway", GATEWAYS)):
        said = f"{', '.join(choices[:-1])} or {choices[-1]} (default: {choices[0]})"
        parser.add_argument(f"--{name}", choices=choices, default=choices[0], metavar="NAME", help=said)
    parser.add_argument("--replicas", action="store_true", help="as many of each service as the model says, not one")
    add_format(parser, "text", "json")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Runs, breaks, and looks. What the system has stored is forgotten first: what is looked at has to be this run's."""
    model = model_of(args.model)
    root = model if model.is_dir() else model.parent
    if not model.exists() or not any(root.glob("*.arch.yaml")):
        terminal.note(f"skerry chaos: {root} has no *.arch.yaml; `skerry init` writes a first model")
        return status.USAGE
    if args.gateway == "none":
        terminal.note("skerry chaos: a story is lived through the gateway, and --gateway none has none")
        return status.USAGE
    try:
        return asyncio.run(_opened(args, terminal, model, root))
    except AlreadyRunning as error:
        terminal.note(f"skerry chaos: {error}: stop it with `skerry stop`")
        return status.USAGE


async def _opened(args: argparse.Namespace, terminal: Terminal, model: Path, root: Path) -> int:
    choice = Choice(args.bus, args.stores, args.engine, args.gateway, 0, args.replicas)
    async with opened(root, choice, fresh=True) as opening:
        rest = await asyncio.to_thread(import_module, "skerry.cli.chaos_session")  # while the fork server imports
        seed = args.seed if args.seed is not None else random.randrange(10_000)
        return int(await rest.session(args, seed, choice, terminal, model, opening))


def _seconds(text: str) -> float:
    try:
        return float(Duration.parse(text).seconds)
    except TermError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 60s or 10m: {error}") from error
