"""Mends a model where a finding carries the change that does it: a line each, and only if the model stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from skerry.kernel.finding import Edit, Finding
from skerry.kernel.problem import Severity
from skerry.model import Document, load_texts
from skerry.model.document import read
from skerry.model.edit import EditError, depth_of, put
from skerry.workbench.models import rewrite


@dataclass(frozen=True, slots=True)
class Mended:
    """The changes that were made, each with how many findings asked for it, and those that could not be, with the reason."""

    done: tuple[tuple[Edit, int], ...] = ()
    left: tuple[tuple[Edit, str], ...] = ()


def mend(documents: Sequence[Document], findings: Iterable[Finding]) -> Mended:
    """Makes each change once, in the text of the file that knows most of its place; files are written whole or not at all."""
    wanted: dict[Edit, int] = {}
    for finding in findings:
        if finding.edit:
            wanted[finding.edit] = wanted.get(finding.edit, 0) + 1
    now, done, left = {document.path: document for document in documents}, {}, {}
    for edit, times in wanted.items():
        changed = _changed(now, edit)
        if isinstance(changed, str):
            left[edit] = changed
        else:
            now[changed.path] = changed
            done[edit] = times
    for before in documents:
        if now[before.path].text != before.text:
            rewrite(Path(before.path), now[before.path].text)
    return Mended(tuple(done.items()), tuple(left.items()))


def _changed(documents: dict[str, Document], edit: Edit) -> Document | str:
    """The document with the change, or why there is none."""
    best = max(documents.values(), key=lambda document: depth_of(document, edit.path))
    try:
        after = read(put(best, edit.path, edit.value), best.path)
    except EditError as error:
        return str(error)
    texts = [(path, after.text if path == best.path else document.text) for path, document in documents.items()]
    wrong = [problem for problem in load_texts(texts).problems if problem.severity is Severity.ERROR]
    return wrong[0].what if wrong else after
