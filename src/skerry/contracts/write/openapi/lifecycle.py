"""Versions and their end: how they are told apart, since when one is deprecated, what takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from skerry.model.system import Service, Version
from skerry.model.terms.quantities import Day

KEPT = timedelta(days=180)  # how long an old version is served where the model does not say


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The state of one version among the others of its service; `by` is url, header or media-type."""

    by: str
    version: Version
    successor: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def ending(self) -> bool:
        """Whether it has an end."""
        return self.until is not None

    def headers(self) -> Iterator[str]:
        """The headers that say it with every answer."""
        if self.ending:
            yield from ("Deprecation", "Sunset", "Link")
        if self.by == "header":
            yield from ("API-Version", "Vary")
        elif self.by == "media-type":
            yield "Vary"

    def header(self, name: str) -> dict[str, Any]:
        """What a header's description says for this version in particular."""
        if name == "API-Version":
            return {"example": self.version.name}
        if name == "Vary":
            return {"example": "API-Version" if self.by == "header" else "Accept"}
        if name == "Link":
            ends = (
                "; rel=successor-version, rel=deprecation and rel=sunset are about this version's end"
                if self.ending
                else ""
            )
            return {"description": f"RFC 8288: rel=next is the next page{ends}."}
        if self.since is None or self.until is None:
            return {}
        since, until = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (self.since, self.until))
        if name == "Deprecation":
            return {"example": f"@{int(since.timestamp())}"}
        return {"example": format_datetime(until, usegmt=True)} if name == "Sunset" else {}


def lifecycle(service: Service, version: Version) -> Lifecycle:
    """Where a version stands."""
    policy = service.policies.versions
    by = (policy.by.value if policy.by else "url").replace("_", "-")
    newer = [name for name in service.api.versions if _number(name) > _number(version.name)]
    until = _day(version.sunset) if version.sunset else None
    kept = timedelta(seconds=policy.sunset.value.seconds) if policy.sunset else KEPT
    return Lifecycle(by, version, max(newer, key=_number, default=""), until - kept if until else None, until)


def major(version: str) -> int:
    """The number of `v2`."""
    return int(_number(version))


def _number(version: str) -> int:
    digits = version.lstrip("v")
    return int(digits) if digits.isdigit() else 0


def _day(day: Day) -> date:
    return date(day.year, day.month, day.day or 1)
