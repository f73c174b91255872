"""Which OpenAPI a document is written in, and how a file is known to be one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from skerry.formats.json_schema import Dialect

_KEY = re.compile(rb"""^[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:|[{,]\s*"(?:openapi|swagger)"\s*:""", re.MULTILINE)
_SUFFIXES = (".json", ".yaml", ".yml")


class Version(StrEnum):
    """The versions whose words differ."""

    V2 = "2.0"
    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"

    @property
    def dialect(self) -> Dialect:
        """How its schemas are written."""
        return {Version.V2: Dialect.OPENAPI_2, Version.V3_0: Dialect.OPENAPI_3_0}.get(self, Dialect.OPENAPI_3_1)


def version_of(document: dict[str, Any]) -> Version | None:
    """The version that a document says it is of; None where it is none of ours."""
    written = document.get("openapi", document.get("swagger"))
    parts = str(written).split(".")
    return {("2", "0"): Version.V2, ("3", "0"): Version.V3_0, ("3", "1"): Version.V3_1, ("3", "2"): Version.V3_2}.get(
        (parts[0], parts[1] if len(parts) > 1 else "0")
    )


def claims(name: str, head: bytes) -> bool:
    """Whether a file is an OpenAPI document, by its name and how it begins."""
    return name.lower().endswith(_SUFFIXES) and b"asyncapi" not in head[:200] and _KEY.search(head) is not None
