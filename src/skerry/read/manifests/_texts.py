"""The files of a tree as texts: each read once, by whoever asks first. Bounded by what `walk` lets in."""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from skerry.facts.fleet import Deployment
from skerry.kernel.derived import Derives
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.read.comments import without_comments
from skerry.read.sources import SourceFile, SourceTree, text_of


def _path(file: SourceFile) -> str:
    return file.path


class Texts(Derives):
    """All files of the tree. Test code is there too: whoever reads code asks for the role.

    `chosen` is the deployment that is meant, where one is; the manifests of others are then not among the files.
    """

    def __init__(self, tree: SourceTree, chosen: Deployment | None = None) -> None:
        self.tree, self.chosen = tree, chosen
        self.problems: list[Problem] = []
        self._read: dict[str, str] = {}
        self._code: dict[str, str] = {}

    @cached_property
    def by_path(self) -> dict[str, SourceFile]:
        """The files under their paths, which are relative to the root and use `/`."""
        return {file.path: file for file in self.tree.files}

    @cached_property
    def folders(self) -> frozenset[str]:
        """All folders that hold a file, directly or deeper; '' is the root."""
        found = {""}
        for file in self.tree.files:
            folder = file.path.rpartition("/")[0]
            while folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def below(self, folder: str) -> Sequence[SourceFile]:
        """The files in a folder and deeper; '' is the root."""
        if not folder:
            return self.tree.files
        files = self.tree.files
        start = bisect_left(files, f"{folder}/", key=_path)
        return files[start : bisect_left(files, f"{folder}0", lo=start, key=_path)]  # `0` is what follows `/`

    def named(self, *patterns: str) -> Iterator[SourceFile]:
        """Files whose names (without folder) match one of some glob patterns, in the order of paths."""
        wanted = re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns))
        yield from (file for file in self.tree.files if wanted.match(file.path.rpartition("/")[2]))

    def of(self, path: str) -> str:
        """A file's text; '' for one that is not there or is no text."""
        if path not in self._read:
            file = self.by_path.get(path)
            data = text_of(self.tree, file) if file is not None else None
            self._read[path] = data.decode("utf-8", "replace") if data else ""
        return self._read[path]

    def code(self, path: str) -> str:
        """A file's text without its comments, if it is code; every letter of the rest stands where it stood."""
        if path not in self._code:
            self._code[path] = without_comments(self.of(path), path[path.rfind(".") :].lower())
        return self._code[path]

    def of_deployment(self, chosen: Deployment, others: Iterable[Deployment]) -> Texts:
        """The same without what only other deployments are made of."""
        hidden = {path for other in others for path in other.paths} - set(chosen.paths)
        left = [file for file in self.tree.files if file.path not in hidden]
        return Texts(replace(self.tree, files=left), chosen)

    def problem(self, code: Code, path: str, line: int, what: str, instead: str = "") -> None:
        """Notes what is wrong at a place; the rest is read."""
        self.problems.append(Problem(code, what, Span(path, line), instead=instead))
