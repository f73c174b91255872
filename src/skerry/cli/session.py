"""The rest of `skerry run`, once the system is opened: what it needs is imported while services are being prepared for."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from skerry.cli import status
from skerry.cli.terminal import Terminal
from skerry.render.running import Console
from skerry.run.happening import Up
from skerry.run.infrastructure import Choice
from skerry.run.opening import Opening
from skerry.run.story import StoryError
from skerry.workbench.prepared import CannotRun
from skerry.workbench.run import run_system
from skerry.workbench.story import play, story_of

Generated = asyncio.Task[tuple[str, ...]]


async def session(
    args: argparse.Namespace, choice: Choice, terminal: Terminal, model: Path, opening: Opening, generated: Generated
) -> int:
    """Runs what is generated, plays the story; the exit status."""
    console = Console(terminal.style, sys.stderr, quiet=args.quiet or args.story)

    async def up(found: Up) -> int | None:
        console.up(found)
        if not args.story:
            return None
        if found.broken:
            terminal.note(f"skerry run: the story is not played without {', '.join(found.broken)}")
            return status.FINDINGS
        return await play(opening.place, found.url, story_of(model), terminal.say, terminal.style, found.issuer)

    try:
        if args.story:
            if args.gateway == "none":
                raise CannotRun("a story is played through the gateway, and --gateway none has none")
            story_of(model)
        for line in await generated:
            console.say(line)
        return await run_system(opening, choice, console, up, reload=args.reload)
    except (CannotRun, StoryError) as error:
        terminal.note(f"skerry run: {error}")
        return status.USAGE
    finally:
        await asyncio.gather(generated, return_exceptions=True)
