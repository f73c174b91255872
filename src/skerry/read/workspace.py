"""Several folders or repositories that are read as one fleet: given one by one, or listed in a workspace file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read import problems, yaml_nodes

FILE = "skerry.workspace.yaml"
_LISTS = frozenset([".yaml", ".yml", ".txt", ""])
_MOST = 1_000  # folders of one workspace
_MOST_BYTES = 1_000_000
_REMOTE = re.compile(r"^(?:\w+://|[\w.-]+@[\w.-]+:)")


@dataclass
class Workspace:
    """`folders` by the names under which their files are shown; `root` is what the whole is called."""

    root: Path
    folders: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def workspace(paths: Sequence[Path]) -> Workspace | None:
    """The workspace that these paths are; None for one folder that lists no others."""
    if len(paths) > 1:
        found = Workspace(Path(os.path.commonpath([path.resolve() for path in paths])))
        for path in paths:
            _add(found, "", path)
        return found
    path = paths[0]
    if path.is_file():
        return _listed(path) if path.suffix in _LISTS else None
    return _listed(path / FILE) if (path / FILE).is_file() else None


def _listed(file: Path) -> Workspace:
    found = Workspace(file.parent)
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES)
        rows = list(_rows(data) if file.suffix in {".yaml", ".yml"} else _lines(data))
    except OSError as error:
        found.problems.append(
            Problem(problems.NO_WORKSPACE, f"the file was not read: {error.strerror}", Span(str(file)))
        )
        return found
    except yaml_nodes.Refused as error:
        found.problems.append(Problem(problems.NO_WORKSPACE, str(error), Span(str(file), error.line)))
        return found
    for line, name, said in rows[:_MOST]:
        if _REMOTE.match(said):
            what = f"`{said}` is an address, and nothing is fetched"
            found.problems.append(
                Problem(problems.NO_WORKSPACE, what, Span(str(file), line), instead="clone it, and list the folder")
            )
        else:
            _add(found, name, file.parent / said)
    if not rows:
        found.problems.append(Problem(problems.NO_WORKSPACE, "no repositories are listed", Span(str(file))))
    return found


def _rows(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Line, name ('' if none is given) and folder of each row under `repositories`."""
    root = yaml_nodes.compose(data)
    listed = yaml_nodes.child(root, "repositories")
    for each in [*yaml_nodes.sequence(listed), *([listed] if listed is not None else [])]:
        if said := yaml_nodes.text(each):
            yield yaml_nodes.line(each), "", said
        for name, path in yaml_nodes.items(each):
            if said := yaml_nodes.text(path):
                yield yaml_nodes.line(path), name, said


def _lines(data: bytes) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if said := line.partition("#")[0].strip():
            yield number, "", said


def _add(found: Workspace, name: str, path: Path) -> None:
    """Adds a folder under its own name; of two with the same, the second has its parents' before it."""
    whole = path.resolve()
    if whole in found.folders.values():
        return
    wanted = (name or whole.name or "root").replace("/", "-")
    above = whole.parent
    while wanted in found.folders:
        wanted = f"{above.name}-{wanted}" if above.name else f"{wanted}-{len(found.folders)}"
        above = above.parent
    found.folders[wanted] = whole
