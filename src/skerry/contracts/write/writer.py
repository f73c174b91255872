"""What a format offers that documents can be written in: a value `WRITER` in its module here, or behind an entry point.

Everything a writer gives depends on the model and on what it asked for alone: the same model gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from skerry.kernel.problem import Problem
from skerry.model.system import System


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for: the version of OpenAPI, the edition of Protocol Buffers ('' for proto3).

    `before` gives the text of a file as it was written the last time ('' for none), for what has to stay the same for ever;
    `root` is the model's folder, which the paths of contracts are relative to.
    """

    openapi: str = "3.1"
    edition: str = ""
    before: Callable[[str], str] = field(default=lambda _: "")
    root: Path | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """Files by name, and what was wrong. `merged` are those that took over what people wrote into them, so may be written again."""

    files: Mapping[str, str]
    merged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: its name, which is also the folder of its files, what it is for, and how it is written."""

    name: str
    about: str
    write: Callable[[System, Asked], Documents]


def plain(write: Callable[[System], Mapping[str, str]]) -> Callable[[System, Asked], Documents]:
    """A function from a model to files, as a writer has it."""
    return lambda system, _: Documents(write(system))


def found(modules: Iterator[object]) -> dict[str, Writer]:
    """The writers of these modules, by name."""
    writers = (getattr(module, "WRITER", None) for module in modules)
    return {writer.name: writer for writer in writers if isinstance(writer, Writer)}
