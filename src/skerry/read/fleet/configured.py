"""Configuration files as flat keys and values: Spring's application files, appsettings, `.env`, and `config.yml` as Go and Node have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skerry.facts.fleet import Witness
from skerry.read.fleet.entries import entries
from skerry.read.manifests import Setting, Texts
from skerry.read.sources import SourceFile

READER = "config"
_FILES = re.compile(
    r"(?i)^((application|bootstrap|appsettings|config|configuration|settings|default|production|development)([-.][\w.-]+)?\.(ya?ml|properties|json|toml)|\.env(\.\w+)?|\w[\w-]*\.env)$"
)
_MOST_BYTES = 200_000


def is_configuration(path: str) -> bool:
    """Whether a file is one, by its name."""
    return _FILES.match(PurePosixPath(path).name) is not None


def configured(texts: Texts, files: Sequence[SourceFile]) -> Iterator[Setting]:
    """What the configuration among some files says; keys as `spring.datasource.url`, whatever the format has between them."""
    for file in files:
        if file.role != "test" and file.size <= _MOST_BYTES and is_configuration(file.path):
            yield from settings_of(texts, file.path)


def settings_of(texts: Texts, path: str) -> Iterator[Setting]:
    """The keys of one file. What can't be read is nothing."""
    for entry in entries(texts.of(path), PurePosixPath(path).suffix):
        key = ".".join(entry.path)
        yield Setting(key, entry.value, Witness(path, entry.line, READER, f"{key}={entry.value}"[:120]), "file")
