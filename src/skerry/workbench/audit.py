"""Audit logs of a system: verified, and searched. The system need not run."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skerry.run.audit import marks
from skerry.run.audit.segments import lines, logs
from skerry.run.audit.verify import Verdict, verify
from skerry.run.place import Place

Object = dict[str, Any]


class NoLog(Exception):
    """There is no audit log; the message says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of whom or which role, about this operation, entity or id, since this time (ISO 8601), of this trace."""

    who: str = ""
    what: str = ""
    since: str = ""
    trace: str = ""

    def fits(self, record: Object) -> bool:
        """Whether a record is one of them. What a log says of its own life is none, unless it is of a damage."""
        if record.get("kind") in ("segment", "opened", "closed"):
            return False
        who, what = record.get("who", {}), record.get("what", {})
        if self.who and self.who not in (who.get("subject"), who.get("began")) and self.who not in who.get("roles", ()):
            return False
        if self.what and self.what not in _names(what):
            return False
        if self.trace and not str(record.get("trace", "")).startswith(self.trace):
            return False
        return not self.since or str(record.get("at", "")) >= self.since


def _names(what: Mapping[str, Any]) -> Iterator[str]:
    """Everything that one can ask for."""
    yield str(what.get("operation", ""))
    yield from what.get("tags", ())
    yield from what.get("fields", ())
    for way in ("reads", "writes"):
        for entity, ids in what.get(way, {}).items():
            yield entity
            yield from ids


def folders(place: Place, given: Path | None, services: tuple[str, ...]) -> dict[str, Path]:
    """The folders of the logs by service: those of the system that runs here, or the one that is given.

    Raises:
        NoLog: there is none.
    """
    if given is not None:
        if not given.is_dir():
            raise NoLog(f"there is no folder {given}")
        return {given.resolve().name: given}
    found = {each.name: each for each in sorted(place.audit.glob("*")) if each.is_dir()}
    missing = next((each for each in services if each not in found), None)
    if missing is not None or not found:
        there = f"there are {', '.join(found)}" if found else f"nothing with tagged data has run here ({place.audit})"
        raise NoLog(f"there is no audit log{f' of {missing!r}' if missing else ''}: {there}")
    return {name: each for name, each in found.items() if not services or name in services}


def verified(place: Place, found: Mapping[str, Path], key: Path | None) -> dict[str, Verdict]:
    """Verifies the logs; seals with the given keyring, else with the system's own.

    Raises:
        Unreadable: the keyring is none.
    """
    verdicts = {}
    for name, folder in found.items():
        ring = key or place.keys / f"{name}.json"
        verdicts[name] = verify(folder, marks.key_of(ring) if key or ring.exists() else b"")
    return verdicts


def records(found: Mapping[str, Path], wanted: Wanted) -> Iterator[Object]:
    """The records of several logs in the order of their times, each with its `service` and its `place`."""
    several = [_records(name, segments) for name, folder in found.items() for segments in logs(folder).values()]
    ordered = heapq.merge(*several, key=lambda each: str(each.get("at", "")))
    return (each for each in ordered if wanted.fits(each))


def _records(service: str, segments: list[Any]) -> Iterator[Object]:
    for segment in segments:
        for line in lines(segment.path.read_bytes()):
            if line.record is not None:
                yield {"service": service, "place": f"{segment.path}:{line.number}", **line.record}
