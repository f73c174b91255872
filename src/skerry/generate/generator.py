"""What a kind of artefact offers that can be generated: a value `GENERATOR` in its folder here, or behind an entry point.

What a generator gives depends on the model and on what it wrote before alone: the same model gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from skerry.kernel.problem import Problem
from skerry.model.system import System


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for: only some services (() all). `before` gives a file as it is now ('' for none), `root` the folder."""

    services: tuple[str, ...] = ()
    before: Callable[[str], str] = field(default=lambda _: "")
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """Files that belong together, by their path below `root`; `once` are those among them that belong to people."""

    root: str
    files: Mapping[str, str]
    once: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Generated:
    """What was made; `notes` are what somebody has to decide, `problems` what was wrong."""

    trees: tuple[Tree, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Generator:
    """A kind of artefact: its name, what it is for, and how it is made."""

    name: str
    about: str
    generate: Callable[[System, Asked], Generated]
