"""Versions of an API: which one a request asks for, and what every answer says of it (RFC 9745, RFC 8594, RFC 8288)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime

from skerry_runtime import spec
from skerry_runtime.service.problems import BadRequest

_MEDIA = re.compile(r"application/vnd\.[\w.-]+\.(v\d+)\+json")
Raw = tuple[tuple[bytes, bytes], ...]


class NotAcceptable(BadRequest):
    """There is no such version."""

    status, kind = 406, "not-acceptable"


class Versions:
    """The versions of one service."""

    def __init__(self, service: spec.Spec) -> None:
        self.by = service.by
        self._system, self._service = service.system, service.service
        self.names = tuple(each.name for each in service.versions) or ("v1",)
        self.newest = max(self.names, key=_number)
        self._headers = {each.name: self._of(each) for each in service.versions}

    def media(self, version: str) -> str:
        """The media type of answers."""
        if self.by != "media-type":
            return "application/json"
        return f"application/vnd.{self._system}.{self._service.removesuffix('-service')}.{version}+json"

    def path(self, version: str, path: str) -> str:
        """Where a path of a version is served inside; callers see it only where versions stand in the address."""
        return path if path == f"/{version}" or path.startswith(f"/{version}/") else f"/{version}{path}"

    def public(self, version: str, path: str) -> str:
        """A path as callers see it."""
        return self.path(version, path) if self.by == "url" else path

    def asked(self, path: str, headers: dict[bytes, bytes]) -> str:
        """The version that a request asks for; '' where its address is of none.

        Raises:
            BadRequest: it has to name one, or there is no such one.
        """
        if self.by == "url":
            found = path[1:].partition("/")[0]
            return found if found in self.names else ""
        return self._by_header(headers) if self.by == "header" else self._by_media(headers)

    def headers(self, version: str) -> Raw:
        """What every answer of a version says of it."""
        return self._headers.get(version, ())

    def _by_header(self, headers: dict[bytes, bytes]) -> str:
        found = headers.get(b"api-version", b"").decode("latin-1")
        if found not in self.names:
            raise BadRequest(f"the header API-Version says {found!r}, and has to be one of {', '.join(self.names)}")
        return found

    def _by_media(self, headers: dict[bytes, bytes]) -> str:
        accepted = headers.get(b"accept", b"*/*").decode("latin-1")
        found = [each for each in _MEDIA.findall(accepted) if each in self.names]
        if found:
            return str(found[0])
        if "*/*" in accepted or "application/*" in accepted or "application/json" in accepted or "problem" in accepted:
            return self.newest
        raise NotAcceptable(f"there is {', '.join(self.media(each) for each in self.names)}")

    def _of(self, version: spec.Version) -> Raw:
        found: list[tuple[str, str]] = []
        if version.since:
            found.append(("deprecation", f"@{int(_day(version.since).timestamp())}"))
        if version.until:
            found.append(("sunset", format_datetime(_day(version.until), usegmt=True)))
        if version.since or version.until:
            at = version.successor or self.newest
            found.append(
                ("link", f"</contract/{at}>; rel=successor-version, </contract/{version.name}>; rel=deprecation")
            )
        if self.by == "header":
            found += [("api-version", version.name), ("vary", "API-Version")]
        elif self.by == "media-type":
            found.append(("vary", "Accept"))
        return tuple((name.encode(), value.encode()) for name, value in found)


def _number(version: str) -> int:
    digits = version.lstrip("v")
    return int(digits) if digits.isdigit() else 0


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
