"""Procfiles: the processes of an application, or of several with `cd` before each. Source: Heroku's reference, "The Procfile"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts
from skerry.read.manifests._words import settings_of, words_of

READER = "procfile"
_ROW = re.compile(r"^([A-Za-z0-9_-]+):\s*(.+)$")
_ENTERS = re.compile(r"^(?:\(\s*)?cd\s+([\w./-]+)\s*&&")


def read(texts: Texts) -> Iterator[Part]:
    """A part for each process that runs in a folder of its own, and one for all that run in the file's."""
    for file in texts.named("Procfile", "Procfile.dev"):
        at = dirname(file.path)
        seen: set[str] = set()
        for number, line in enumerate(texts.of(file.path).splitlines(), 1):
            row = _ROW.match(line.strip())
            if not row or row[1] in {"release", "postdeploy"}:
                continue
            entered = _ENTERS.match(row[2])
            folder = normpath(join(at, entered[1])) if entered else at
            folder = "" if folder == "." else folder
            if folder in seen or folder not in texts.folders:
                continue
            seen.add(folder)
            name = row[1] if entered else at.rpartition("/")[2] or texts.tree.root.resolve().name
            witness = Witness(file.path, number, READER, row[1])
            yield Part(
                name, witness, rank=18, folder=folder, runs=False, serves=True,
                settings=tuple(settings_of(words_of([row[2]]), witness)),
            )  # fmt: skip
