"""The files of a tree as texts: each read once, by whoever asks first. Bounded by what `walk` lets in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.read.sources import SourceFile, SourceTree, text_of


class Texts:
    """All files of the tree. Test code is there too: whoever reads code asks for the role."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self._read: dict[str, str] = {}

    @cached_property
    def by_path(self) -> dict[str, SourceFile]:
        """The files under their paths, which are relative to the root and use `/`."""
        return {file.path: file for file in self.tree.files}

    def named(self, *patterns: str) -> Iterator[SourceFile]:
        """Files whose names (without folder) match one of some glob patterns, in the order of paths."""
        for file in self.tree.files:
            name = PurePosixPath(file.path)
            if any(name.match(pattern) for pattern in patterns):
                yield file

    def of(self, path: str) -> str:
        """A file's text; '' for one that is not there or is no text."""
        if path not in self._read:
            file = self.by_path.get(path)
            data = text_of(self.tree, file) if file is not None else None
            self._read[path] = data.decode("utf-8", "replace") if data else ""
        return self._read[path]

    def problem(self, code: Code, path: str, line: int, what: str, instead: str = "") -> None:
        """Notes what is wrong at a place; the rest is read."""
        self.problems.append(Problem(code, what, Span(path, line), instead=instead))
