"""The files of audit logs: which logs are in a folder, and the lines of a segment.

A line is `{"seq":7,"prev":"…",…,"hash":"…"}`: `hash` is SHA-256 over the bytes before `,"hash":`, in which `prev` stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

SCHEMA = "skerry.audit/1"
START = "0" * 64  # what the first record of a log follows
_NAME = re.compile(r"(?P<instance>.+)\.(?P<number>\d{8})\.audit\.jsonl")
_LINE = re.compile(rb'(?P<body>\{"seq":\d+,"prev":"[0-9a-f]{64}",.+),"hash":"(?P<hash>[0-9a-f]{64})"\}\n', re.DOTALL)
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of a log."""

    path: Path
    instance: str
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a segment, from byte `at` on; `record` is None where it is not as it was written."""

    number: int
    at: int
    text: bytes
    record: Object | None
    hash: str = ""

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.at + len(self.text)


def logs(folder: Path) -> dict[str, list[Segment]]:
    """The segments of each instance that has a log or a mark in this folder, in their order."""
    found: dict[str, list[Segment]] = {each.stem: [] for each in sorted(folder.glob("*.mark"))}
    for path in sorted(folder.glob("*.audit.jsonl")):
        if name := _NAME.fullmatch(path.name):
            found.setdefault(name["instance"], []).append(Segment(path, name["instance"], int(name["number"])))
    return found


def lines(data: bytes) -> Iterator[Line]:
    """The lines of a segment; the last may lack its end."""
    at = number = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        number += 1
        yield _line(number, at, data[at:end])
        at = end


def _line(number: int, at: int, text: bytes) -> Line:
    found = _LINE.fullmatch(text)
    if found is None or hashlib.sha256(found["body"]).hexdigest().encode() != found["hash"]:
        return Line(number, at, text, None)
    try:
        return Line(number, at, text, msgspec.json.decode(text, type=Object), found["hash"].decode())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Line(number, at, text, None)
