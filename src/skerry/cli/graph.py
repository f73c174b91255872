"""Draws the services of a model in their contexts, with the calls (solid) and events (dashed) between them.

With --on, what is there is drawn as well, and what only one of the two knows has a colour: orange is declared and not found, red is
found and not declared. Of a folder without a model its services are drawn; if it holds but one code base, it is decomposed first, as
`skerry decompose` would, and what should become an event is then dashed too. Nothing is written but the drawing.

Examples:
  skerry graph --as mermaid                      # the model of this folder, or of ./architecture
  skerry graph shop.arch.yaml --out map.svg      # a picture; the form follows the file's name
  skerry graph --on . --out drift.svg            # the model, and what is there
  skerry graph ../fleet --as mermaid             # the services in a folder without a model
  skerry graph ../fleet --deployment prod        # only those that this overlay, compose file or chart runs
  skerry graph src --as dot                      # a proposal for the code in src
  skerry graph --as json --limit 20              # the 20 largest services, the others folded and counted
"""

from __future__ import annotations

import argparse
from pathlib import Path

from skerry.cli import status
from skerry.cli.arguments import add_deployment, add_model, count, folder
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal
from skerry.render.graph.drawings import DRAWINGS
from skerry.render.graph.value import limited
from skerry.render.problems import Canvas, findings_text
from skerry.render.source import Sources
from skerry.workbench.graph import Drawn, graph_of_model, is_code
from skerry.workbench.models import place

_ENDINGS = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".json": "json"}
_SHOWN = 40  # services that a person can take in; JSON is whole


def arguments(parser: argparse.ArgumentParser) -> None:
    """A model, a form, and where to write it."""
    add_model(parser)
    parser.add_argument(
        "--on",
        type=folder,
        action="append",
        default=[],
        metavar="PATH",
        help="draw what is there too, with the differences",
    )
    add_deployment(parser)
    parser.add_argument(
        "--as", dest="form", choices=tuple(DRAWINGS), help="what to draw (default: by the name of --out, else svg)"
    )
    parser.add_argument("--out", metavar="FILE", default="", help="write to a file (default: standard output)")
    parser.add_argument(
        "--limit", type=count, metavar="N", help=f"at most N services (default: {_SHOWN}; all for json)"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    """Writes the drawing; says beside it what could not be read."""
    path = place(args.model)
    drawn = _drawn(path, args, terminal)
    if drawn.report.findings:
        terminal.note(findings_text(drawn.report.findings, Canvas(Sources(), terminal.style, terminal.width)))
    if drawn.graph is None and args.deployment and drawn.report.findings:
        return status.USAGE
    if drawn.graph is None:
        terminal.note(
            f"skerry graph: no services in a model at {path}, and no code to propose some for. 'skerry init' writes a first model."
        )
        return status.USAGE
    form = args.form or _ENDINGS.get(Path(args.out).suffix.lower(), "svg")
    most = args.limit if args.limit is not None else None if form == "json" else _SHOWN
    text = DRAWINGS[form](drawn.graph if most is None else limited(drawn.graph, max(1, most)))
    return _written(Path(args.out), text, terminal) if args.out else _said(text, terminal)


def _drawn(path: Path, args: argparse.Namespace, terminal: Terminal) -> Drawn:
    on, deployment = args.on, args.deployment
    if not on and not is_code(path):
        return graph_of_model(path)
    from skerry.workbench.graph_of_fleet import graph_of_model_and_code, graph_of_services  # noqa: PLC0415 - takes long to load

    with progress(terminal) as listener:
        if on:
            return graph_of_model_and_code(path, on, listener, deployment)
        if found := graph_of_services(path, listener, deployment):
            return found
        from skerry.workbench.graph_of_code import graph_of_code  # noqa: PLC0415 - half a second that nothing else needs

        return graph_of_code(path, listener)


def _said(text: str, terminal: Terminal) -> int:
    terminal.say(text)
    return status.CLEAN


def _written(target: Path, text: str, terminal: Terminal) -> int:
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        terminal.note(f"skerry graph: {target} was not written: {error.strerror}. Name a file that can be written.")
        return status.USAGE
    terminal.note(f"wrote {target}")
    return status.CLEAN
