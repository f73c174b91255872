"""Contracts that services keep: documents beside the model, which are the truth about them, handed on as they are."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from skerry.contracts.problems import NOT_THERE
from skerry.contracts.write.writer import Documents
from skerry.formats.bundle import Bundle, TooLargeError, normal, of_file
from skerry.formats.openapi import claims
from skerry.kernel.problem import Problem
from skerry.model.system import Service, System

_REFERENCE = re.compile(r"""["']?\$ref["']?\s*:\s*["']?([^"'#\s,}]+)""")
_HEAD = 8192


def kept(system: System, root: Path | None) -> Documents:
    """The documents of the services that have one; `root` is the folder that their paths are relative to."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for service in system.services.values():
        if not service.api.contract or root is None:
            continue
        path = root / service.api.contract
        texts = _closure(of_file(path), path.name)
        head = texts.get(path.name, "")[:_HEAD]
        if not texts:
            problems.append(_missing(service))
        elif claims(path.name, head.encode()) or claims(path.name, texts.get(path.name, "").encode()):
            files.update(_placed(service, path.name, texts))
    return Documents(files, problems=tuple(problems))


def _placed(service: Service, name: str, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A document of one file by the service's name; one of several in a folder of that name, so that they find one another."""
    for each, text in texts.items():
        alone = f"{service.name}{PurePosixPath(name).suffix}"
        yield (alone if len(texts) == 1 else f"{service.name}/{each}"), text


def _closure(bundle: Bundle, name: str) -> dict[str, str]:
    """A file and those that it refers to, in turn, by their name beside it."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found and (text := _text(bundle, each)) is not None:
            found[each] = text
            waiting += [
                normal(posixpath.join(posixpath.dirname(each), unquote(reference)))
                for reference in sorted(set(_REFERENCE.findall(text)))
                if "://" not in reference
            ]
    return found


def _text(bundle: Bundle, name: str) -> str | None:
    try:
        data = bundle.fetch(name)
        return None if data is None else data.decode("utf-8")
    except (TooLargeError, UnicodeDecodeError, OSError, ValueError):
        return None


def _missing(service: Service) -> Problem:
    what = f"{service.name} keeps the contract {service.api.contract!r}, which can't be read"
    return Problem(
        NOT_THERE, what, service.api.span, instead="put the file there, beside the model, or correct the path"
    )
