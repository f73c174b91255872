"""How much memory processes take: their share of what they share (PSS), so that the sum over a system is what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")
_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)
_RESIDENT = re.compile(rb"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def memory(roots: Iterable[int]) -> dict[int, int]:
    """Bytes of each of these processes with those that it has started, but for those that are in the list themselves.

    Only on Linux, else nothing; where shares can't be read, pages in memory are counted.
    """
    wanted = {each for each in roots if each}
    below: dict[int, list[int]] = {}
    for pid, parent in _parents():
        below.setdefault(parent, []).append(pid)
    return {root: sum(map(_bytes, _family(root, below, wanted))) for root in wanted if (_PROC / str(root)).is_dir()}


def _family(root: int, below: dict[int, list[int]], others: set[int]) -> list[int]:
    found = [root]
    for each in found:
        found += [child for child in below.get(each, ()) if child not in others]
    return found


def _parents() -> Iterable[tuple[int, int]]:
    for entry in _PROC.glob("[0-9]*/stat"):
        try:
            fields = entry.read_bytes().rpartition(b")")[2].split()
            yield int(entry.parent.name), int(fields[1])
        except (OSError, IndexError, ValueError):
            continue


def _bytes(pid: int) -> int:
    for name, pattern in (("smaps_rollup", _PSS), ("status", _RESIDENT)):
        try:
            if found := pattern.search((_PROC / str(pid) / name).read_bytes()):
                return int(found[1]) * 1024
        except OSError:
            continue
    return 0
