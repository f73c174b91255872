"""Which AsyncAPI a document is written in, and how a file is known to be one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from skerry.formats.json_schema import Dialect

_KEY = re.compile(rb"""^[ \t]*["']?asyncapi["']?[ \t]*:|[{,]\s*"asyncapi"\s*:""", re.MULTILINE)
_SUFFIXES = (".json", ".yaml", ".yml")
_MINORS = {"2": "0123456", "3": "01"}


class Version(StrEnum):
    """The versions whose words differ."""

    V2 = "2"
    V3 = "3"

    @property
    def dialect(self) -> Dialect:
        """How its schemas are written where nothing else is said."""
        return Dialect.ASYNCAPI_2 if self is Version.V2 else Dialect.ASYNCAPI_3


def version_of(document: dict[str, Any]) -> Version | None:
    """The version that a document says it is of; None where it is none of 2.0 to 2.6, 3.0 and 3.1."""
    major, *rest = str(document.get("asyncapi")).split(".")
    minor = rest[0] if rest else "0"
    known = len(minor) == 1 and minor in _MINORS.get(major, "")
    return Version(major) if known else None


def claims(name: str, head: bytes) -> bool:
    """Whether a file is an AsyncAPI document, by its name and how it begins."""
    return name.lower().endswith(_SUFFIXES) and _KEY.search(head) is not None
