"""The rest of `skerry chaos`, once the system is opened: what it needs is imported while services are being prepared for."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from skerry.cli import status
from skerry.cli.terminal import Terminal
from skerry.render.chaos import chaos_json, chaos_text
from skerry.render.running import Console
from skerry.run.chaos.plan import PlanError, drawn, possible, read_plan
from skerry.run.chaos.roads import Roads
from skerry.run.fleet import read
from skerry.run.happening import Up
from skerry.run.infrastructure import Choice
from skerry.run.opening import Opening
from skerry.run.story import StoryError
from skerry.workbench.chaos import cause, targets
from skerry.workbench.prepared import CannotRun, prepared
from skerry.workbench.run import run_system
from skerry.workbench.story import story_of


async def session(
    args: argparse.Namespace, seed: int, choice: Choice, terminal: Terminal, model: Path, opening: Opening
) -> int:
    """Generates, runs, breaks, looks; the exit status."""
    console, roads = Console(terminal.style, sys.stderr, quiet=True), Roads()

    async def up(found: Up) -> int:
        console.up(found)
        if found.broken:
            terminal.note(f"skerry chaos: {', '.join(found.broken)} does not run, so nothing can be said of the rest")
            return status.FINDINGS
        parts = await asyncio.to_thread(targets, opening.place)
        plan = drawn(seed, args.seconds, parts) if planned is None else possible(planned, parts)
        terminal.note(
            f"{len(plan)} faults in {args.seconds:g} s" + ("" if args.plan else f", drawn with --seed {seed}")
        )
        people = max(1, args.people)
        chaos = await cause(
            read(opening.root), opening.place, found, story_of(model), roads, plan, args.seconds, people, args.patience
        )
        terminal.say(chaos_json(chaos, seed) if args.format == "json" else chaos_text(chaos, terminal.style))
        return status.FINDINGS if chaos.broken else status.CLEAN

    try:
        planned = read_plan(args.plan) if args.plan else None
        story_of(model)
        for line in await prepared(model):
            console.say(line)
        return await run_system(opening, choice, console, up, roads=roads)
    except (CannotRun, StoryError, PlanError) as error:
        terminal.note(f"skerry chaos: {error}")
        return status.USAGE
    finally:
        await roads.close()
