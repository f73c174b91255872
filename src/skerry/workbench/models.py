"""The uses of a model: find it, format it, write its schema, show what holds, begin a new one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import skerry
from skerry.kernel.finding import finding_of
from skerry.model import Effective, Loaded, base_schema, effective, files, format_text, load, schema
from skerry.model.effective import near
from skerry.model.problems import CODES
from skerry.render.report import Report, report

DEFAULT_FOLDER = "architecture"
EXAMPLES = ("shop", "clinic")
BY_HAND = (  # what people have written in an example; all else that is there, `skerry generate` has
    "*.arch.yaml",
    "*.openapi.yaml",
    "*.openapi.json",
    "story.yaml",
    "search/*.mjs",
    "services/*/src/*/behaviour.py",
)
_BLANK = """\
# yaml-language-server: $schema=./.skerry/schema.json
arch: 1
system: {name}
about: What it is, in a sentence.

contexts:
  first: {{ kind: core, team: ours, does: [one thing] }}

services:
  first-service:
    context: first
"""


def place(given: str) -> Path:
    """The model that is meant: as given, else this folder if it holds one, else `architecture`."""
    if given:
        return Path(given)
    here, usual = Path(), Path(DEFAULT_FOLDER)
    return usual if not files(here) and files(usual) else here


def write_schema(path: Path, loaded: Loaded) -> str:
    """Writes `.skerry/schema.json` beside the model, if it is not there yet; gives the reason where it can't be written."""
    folder = (path if path.is_dir() else path.parent) / ".skerry"
    target, text = folder / "schema.json", schema(loaded)
    try:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            folder.mkdir(exist_ok=True)
            rewrite(target, text)
    except (OSError, UnicodeDecodeError) as error:
        return f"{target} was not written: {error}"
    return ""


@dataclass(frozen=True, slots=True)
class Formatted:
    """The files whose layout is not canonical, with what they should be; `problems` are those of reading them."""

    changed: tuple[tuple[Path, str], ...]
    report: Report


def formatted(path: Path) -> Formatted:
    """The layout of a model's files; writes nothing."""
    loaded = load(path)
    changed = [
        (Path(document.path), text)
        for document in loaded.documents
        if (text := format_text(document.text, document.path)) != document.text
    ]
    unread = [problem for problem in loaded.problems if problem.code.id < "M010"]
    return Formatted(tuple(changed), report(map(finding_of, unread), CODES))


def write_formatted(result: Formatted) -> None:
    """Writes the files anew."""
    for path, text in result.changed:
        rewrite(path, text)


def general_schema() -> str:
    """The schema of the language alone."""
    return base_schema()


def schema_of(path: Path) -> str:
    """The schema for the model at `path`."""
    return schema(load(path))


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a model and its values; None and the nearest name where there is no such part."""

    found: Effective | None
    nearest: str
    report: Report


def show(path: Path, name: str) -> Shown:
    """The effective values of the part called `name`."""
    loaded = load(path)
    found = effective(loaded.system, name)
    return Shown(found, "" if found else near(loaded.system, name), report(map(finding_of, loaded.problems), CODES))


def begin(example: str, folder: Path) -> tuple[list[Path], list[Path]]:
    """Writes a first model into `folder`: which files were written, and which stood there already (then none is)."""
    texts = _texts(example, folder)
    targets = {folder / name: text for name, text in texts.items()}
    existing = [target for target in targets if target.exists()] + [
        file for file in files(folder) if file not in targets
    ]
    if existing:
        return [], existing
    folder.mkdir(parents=True, exist_ok=True)
    for target, text in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    write_schema(folder, load(folder))
    return list(targets), []


def _texts(example: str, folder: Path) -> dict[str, str]:
    if example not in EXAMPLES:
        name = "".join(char if char.isalnum() else "-" for char in folder.resolve().name.lower()).strip("-")
        name = name if name[:1].isalpha() and name.isascii() else "system"
        return {f"{name}.arch.yaml": _BLANK.format(name=name)}
    shipped = _examples() / example
    found = (file for pattern in BY_HAND for file in sorted(shipped.glob(pattern)))
    return {file.relative_to(shipped).as_posix(): file.read_text(encoding="utf-8") for file in found}


def _examples() -> Path:
    """The examples: in the package when it is installed, in the repository when it is worked on."""
    package = Path(skerry.__file__).parent
    shipped = package / "examples"
    return shipped if shipped.is_dir() else package.parents[1] / "examples"


def rewrite(target: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(target)
