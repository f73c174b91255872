"""Somebody's document becomes a model: which format it is, and what the service is called."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopters import adopter_of, adopters
from skerry.contracts.write import numbers
from skerry.contracts.write.protobuf import LOCK
from skerry.formats import problems
from skerry.formats.bundle import TooLargeError, of_file
from skerry.formats.protobuf.imports import rooted
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked: the document, the names of service and context ('' to choose them), where the model will be ('' unknown)."""

    file: str
    service: str = ""
    context: str = ""
    out: str = ""


def contracts_adopt(request: Request) -> Adopted:
    """The model of the service behind a document."""
    path = Path(request.file)
    bundle = rooted(path) if path.suffix == ".proto" else of_file(path)
    try:
        data = bundle.fetch(bundle.names[0])
    except TooLargeError:
        data = None
    if data is None:
        return _refused(problems.UNREADABLE, "there is no such file, or it is too large", path)
    adopter = adopter_of(path.name, data)
    if adopter is None:
        known = ", ".join(each.name for each in adopters())
        return _refused(problems.UNKNOWN, "no format is known that this document is of", path, f"one of {known}")
    service = _kebab(request.service or path.name.partition(".")[0])
    folder = Path(request.out).parent if request.out else Path()
    contract = Path(os.path.relpath(path, folder)).as_posix()
    contract = contract if contract.startswith("../") else f"./{contract}"
    return adopter.adopt(bundle, Wanted(service, _kebab(request.context) if request.context else "", contract))


def write_model(text: str, out: Path) -> None:
    """Writes the model, never over a file that is there."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def keep_numbers(found: str, folder: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Puts the numbers of an adopted service beside those that `contracts write` keeps in `folder`; those that are there stay."""
    path = folder / "protobuf" / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    known, problems = numbers.parse(before, str(path))
    new, _ = numbers.parse(found, str(path))
    merged = {of: {**new.entries.get(of, {}), **entries} for of, entries in known.entries.items()}
    path.write_text(numbers.text(numbers.Lock({**new.entries, **merged})), encoding="utf-8", newline="\n")
    return path, problems


def _refused(code: Code, what: str, path: Path, instead: str = "") -> Adopted:
    return Adopted("", problems=(Problem(code, what, Span(str(path)), instead=instead),))


def _kebab(name: str) -> str:
    """A name as services have it."""
    text = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()))
    return text.lstrip("0123456789-") or "service"
