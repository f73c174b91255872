"""A message: its name, what its payload and headers look like, and in which format that is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from skerry.formats.asyncapi.fields import Fields
from skerry.formats.asyncapi.version import Version
from skerry.formats.document import Document
from skerry.formats.json_schema import Dialect, Part, dialect_of

_VERSION = re.compile(r"""version=["']?([\w.-]+)""")


@dataclass(frozen=True, slots=True)
class Data:
    """A payload or headers: the schema, the `schemaFormat` it is written in, and its dialect; None for what is no JSON Schema."""

    part: Part
    format: str
    dialect: Dialect | None


class Message:
    """A message of a channel, read as it is asked for. `hops` are the parts that its references lead over."""

    def __init__(
        self, key: str, hops: tuple[Part, ...], document: Document, version: Version, default_type: str
    ) -> None:
        self.key = key
        self.hops = hops
        self.part = hops[-1]
        self.fields = Fields(document, version, self.part)
        self._document = document
        self._version = version
        self._default_type = default_type

    @property
    def name(self) -> str:
        """What it is called on the wire and by people: its name, else its key."""
        return self.fields.text("name") or self.key

    @property
    def content_type(self) -> str:
        """The media type of its payload: its own, else that of the document; nothing where neither says one."""
        return self.fields.text("contentType") or self._default_type

    @cached_property
    def payload(self) -> Data | None:
        """What it carries."""
        written = self.fields.text("schemaFormat") if self._version is Version.V2 else ""
        return self._data("payload", written)

    @cached_property
    def headers(self) -> Data | None:
        """What stands beside the payload."""
        return self._data("headers", "")

    @property
    def correlation(self) -> Part | None:
        """Where the identifier is that answers are matched by."""
        return self.fields.object("correlationId")

    def _data(self, key: str, written: str) -> Data | None:
        part = self.fields.at(key)
        if part is None:
            return None
        if isinstance(part.raw, dict) and self._version is Version.V3:
            target = self._document.follow(part) if "$ref" in part.raw else part
            if "schema" in target.raw and "schemaFormat" in target.raw:
                part, written = target.below("schema"), str(target.raw["schemaFormat"])
        return Data(self._based(part), written, self._dialect(written, part))

    def _based(self, part: Part) -> Part:
        """The schema itself, so that references such as `#/definitions/x` are looked for in it too, before the whole document."""
        raw = part.raw
        if isinstance(raw, dict) and raw.keys() == {"$ref"}:
            target = self._document.hops(part)[-1]
            part = target if target.raw else part
        return part._replace(base=part.place.pointer)

    def _dialect(self, written: str, part: Part) -> Dialect | None:
        if not isinstance(part.raw, dict | bool):
            return None
        found = dialect_named(written, self._version.dialect)
        return dialect_of(part.raw, found) if found is not None else None


def dialect_named(written: str, usual: Dialect) -> Dialect | None:
    """The dialect of a `schemaFormat`; `usual` for AsyncAPI's own and for none, None for what is no JSON Schema (Avro …)."""
    media = written.partition(";")[0].strip().lower()
    found = _VERSION.search(written)
    version = found.group(1).lower() if found else ""
    if not media or media.startswith("application/vnd.aai.asyncapi"):
        return usual
    if media.startswith("application/schema+"):
        return next((each for each in _DRAFTS if each.value == version), Dialect.DRAFT_07)
    if media.startswith("application/vnd.oai.openapi"):
        return Dialect.OPENAPI_3_1 if version.startswith(("3.1", "3.2")) else Dialect.OPENAPI_3_0
    return None


_DRAFTS = (
    Dialect.DRAFT_04,
    Dialect.DRAFT_06,
    Dialect.DRAFT_07,
    Dialect.DRAFT_2019_09,
    Dialect.DRAFT_2020_12,
)
