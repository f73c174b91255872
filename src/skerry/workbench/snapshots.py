"""A repository as it stood in a revision, read as any folder: from copies of its files that are gone afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from skerry.formats import problems as format_problems
from skerry.formats.revision import NoRevisionError, export
from skerry.kernel.event import Listener, silent
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.workbench.planes import Source, of_code


def of_revision(folder: Path, revision: str, listener: Listener = silent, deployment: str = "") -> Source:
    """The plane of a folder in `revision`; its places are `REV:PATH`."""
    with TemporaryDirectory(prefix="skerry-") as copy:
        try:
            export(folder, revision, Path(copy))
        except (NoRevisionError, OSError) as error:
            instead = "Name a folder, or a revision of the repository around the code, such as main, v1 or HEAD~10."
            return Source(None, (Problem(format_problems.UNREADABLE, str(error), Span(revision), instead=instead),))
        found = of_code((Path(copy),), listener, revision, deployment)
    return replace(found, plane=replace(found.plane, root=f"{revision}:") if found.plane else None)
