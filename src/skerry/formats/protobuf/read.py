"""Reads a bundle of .proto files and descriptor sets."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.formats import problems as codes
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.protobuf import wire
from skerry.formats.protobuf.compile import compile_
from skerry.formats.protobuf.imports import collect, usable
from skerry.formats.protobuf.schema import Schema
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span

LARGEST = 8 * 1024**2
MOST = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, and what was wrong with the rest."""

    schema: Schema
    problems: tuple[Problem, ...] = ()


def read(bundle: Bundle) -> Read:
    """All files of `bundle`: those ending in .proto are compiled, others are descriptor sets."""
    reading = _Reading(bundle)
    names = [name for name in bundle.names if name.endswith(".proto")]
    for name in bundle.names:
        if not name.endswith(".proto"):
            reading.descriptors(name)
    if names:
        reading.sources(names)
    return Read(Schema(reading.files, reading.imported, reading.labels), tuple(reading.problems))


class _Reading:
    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.files: dict[str, bytes] = {}
        self.imported: dict[str, bytes] = {}
        self.labels: dict[str, str] = {}
        self.problems: list[Problem] = []

    def sources(self, names: list[str]) -> None:
        """Compiles .proto files; what they import beside them is compiled too, but not compared."""
        chosen = [name for name in names if usable(name)]
        self._problem_each(codes.PROTOBUF_LIMIT, "a file of that name cannot be compiled", {*names} - {*chosen})
        collected = collect(self._bundle, chosen, LARGEST, MOST)
        self._problem_each(codes.PROTOBUF_LIMIT, "it is too large, or cannot be read", {*collected.too_large})
        compiled = compile_(collected.found, self._bundle.label)
        self.problems += compiled.problems
        wanted = {*chosen}
        for data in wire.files(compiled.data):
            name = wire.head(data).name
            (self.files if name in wanted else self.imported)[name] = data
            if name in collected.found:
                self.labels[name] = self._bundle.label

    def descriptors(self, name: str) -> None:
        """Takes the files of a descriptor set, each from the first that has it."""
        try:
            data = self._bundle.fetch(name) or b""
            found = {wire.head(each).name: each for each in wire.files(data)}
        except TooLargeError:
            self._problem_each(codes.PROTOBUF_LIMIT, "it has more than 64 MB", {name})
        except wire.MalformedError as error:
            self._problem_each(codes.PROTOBUF_DESCRIPTORS, f"this is no descriptor set: {error}", {name})
        else:
            for file, content in found.items():
                self.files.setdefault(file, content)

    def _problem_each(self, code: Code, what: str, names: set[str]) -> None:
        self.problems += [Problem(code, what, Span(self._bundle.place(name))) for name in sorted(names)]
