"""The table of commands: what the overview lists and what a verb imports.

A command module offers `arguments(parser)` and `run(args, terminal) -> int`; its docstring is the text above its
options, and ends with examples.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A verb, the purpose it is listed under, one line of help, and the module that is imported when it is chosen."""

    verb: str
    purpose: str
    about: str
    module: str


# Purposes are listed in the order of their first command, so a purpose's commands stand together.
COMMANDS = (
    Command("read", "A code base", "what is there: code, data, entrances, events, calls, history", "skerry.cli.read"),
    Command(
        "decompose", "A code base", "bounded contexts and services for it, with the evidence", "skerry.cli.decompose"
    ),
    Command("why", "A code base", "why a file belongs to its service, and to which it nearly would", "skerry.cli.why"),
    Command("recover", "A code base", "a model of services that run already, as they are", "skerry.cli.recover"),
    Command("init", "Model", "write a first model: blank, or one of the examples", "skerry.cli.init"),
    Command("check", "Model", "what is wrong with a model; refreshes the schema that editors use", "skerry.cli.check"),
    Command(
        "show", "Model", "the values that hold for a part of a model, and where each comes from", "skerry.cli.show"
    ),
    Command(
        "graph", "Model", "services as a picture, of a model or of code: SVG, Mermaid, DOT, JSON", "skerry.cli.graph"
    ),
    Command(
        "diff", "Model", "what changed since a revision: architecture, contracts, and whom it breaks", "skerry.cli.diff"
    ),
    Command("drift", "Model", "what differs between a model, code, a cluster and traces", "skerry.cli.drift"),
    Command("fmt", "Model", "bring the text of a model into its canonical layout", "skerry.cli.fmt"),
    Command("schema", "Model", "the JSON Schema for a model, with its own names", "skerry.cli.schema"),
    Command(
        "contracts diff",
        "Contracts",
        "what changed between two, whom it breaks, and the proof",
        "skerry.cli.contracts_diff",
    ),
    Command(
        "contracts write",
        "Contracts",
        "OpenAPI, AsyncAPI, GraphQL, proto, JSON Schema and Python types from a model",
        "skerry.cli.contracts_write",
    ),
    Command(
        "contracts lint",
        "Contracts",
        "what is wrong with one, and what could be better",
        "skerry.cli.contracts_lint",
    ),
    Command(
        "contracts accept",
        "Contracts",
        "take a break on purpose: reason, owner, and the day it ends",
        "skerry.cli.contracts_accept",
    ),
    Command(
        "contracts verify",
        "Contracts",
        "whether a running service keeps to its document",
        "skerry.cli.contracts_verify",
    ),
    Command(
        "contracts adopt",
        "Contracts",
        "a model of the service behind a document, and what it can't say",
        "skerry.cli.contracts_adopt",
    ),
    Command(
        "generate",
        "Run",
        "services, gateway and fleet from a model: a plan first, then the files",
        "skerry.cli.generate",
    ),
    Command("run", "Run", "a model's whole system on this machine: services, bus, sagas, gateway", "skerry.cli.run"),
    Command("ps", "Run", "the parts of the running system, and how each is", "skerry.cli.ps"),
    Command("logs", "Run", "what its parts have printed", "skerry.cli.logs"),
    Command("trace", "Run", "its traces, as trees", "skerry.cli.trace"),
    Command(
        "metrics",
        "Run",
        "how many requests each operation served, how many failed, how long they took",
        "skerry.cli.metrics",
    ),
    Command("sagas", "Run", "its sagas: list, history, and repair of those that are parked", "skerry.cli.sagas"),
    Command("events", "Run", "its events as they are published; dead letters and their replay", "skerry.cli.events"),
    Command("audit", "Run", "who has touched tagged data, and whether the log of that is whole", "skerry.cli.audit"),
    Command("data", "Run", "erase a person's data, let old data go, change keys", "skerry.cli.data"),
    Command("token", "Run", "a token of its local issuer, for development; rotation of its keys", "skerry.cli.token"),
    Command("chaos", "Run", "break it on purpose under load, and look at what has to be true then", "skerry.cli.chaos"),
    Command("stop", "Run", "end it, or a part of it", "skerry.cli.stop"),
    Command("restart", "Run", "start a part of it again, with the code as it is now", "skerry.cli.restart"),
    Command("kill", "Run", "kill a part of it, to see that nothing is lost", "skerry.cli.kill"),
    Command("explain", "Help", "what a problem code means, and what to do about it", "skerry.cli.explain"),
    Command("doctor", "Help", "whether everything Skerry needs is here, and works", "skerry.cli.doctor"),
)


def named(verb: str) -> Command | None:
    """The command called `verb`, if there is one."""
    return next((command for command in COMMANDS if command.verb == verb), None)
