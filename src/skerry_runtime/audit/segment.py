"""The files of a log: `INSTANCE.00000001.audit.jsonl` and on. What a crash has left at the end of one is found here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skerry_runtime.audit.record import read

_NAME = re.compile(r"(?P<instance>.+)\.(?P<number>\d{8})\.audit\.jsonl")


def path_of(folder: Path, instance: str, number: int) -> Path:
    """The file of a segment."""
    return folder / f"{instance}.{number:08d}.audit.jsonl"


def numbers(folder: Path, instance: str) -> list[int]:
    """The segments that are there, the oldest first."""
    found = (_NAME.fullmatch(each.name) for each in folder.iterdir())
    return sorted(int(each["number"]) for each in found if each and each["instance"] == instance)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a segment ends: its last whole record, and the bytes behind that (a torn write)."""

    seq: int
    hash: str
    size: int
    rest: bytes
    first: dict[str, Any]


def standing(path: Path) -> Standing | None:
    """How it ends; None where not even its head is whole."""
    seq, digest, size = 0, "", 0
    first: dict[str, Any] = {}
    data = path.read_bytes()
    for text, end in _lines(data):
        found = read(text)
        if found is None or (digest and (found[0]["prev"] != digest or found[0]["seq"] != seq + 1)):
            continue  # a torn write that was closed: the record behind it goes on where the last whole one ended
        values, digest = found
        seq, size, first = values["seq"], end, first or values
    return Standing(seq, digest, size, data[size:], first) if digest else None


def _lines(data: bytes) -> Iterator[tuple[bytes, int]]:
    at = 0
    while (end := data.find(b"\n", at) + 1) > 0:
        yield data[at:end], end
        at = end


def lasting(folder: Path) -> None:
    """Makes the names in a folder durable."""
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
