"""CloudEvents 1.0 in structured JSON: what passes over every bus, and the check of what arrives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from skerry_runtime.clock import stamp

CONTENT_TYPE = "application/cloudevents+json"
_TEXTS = ("subject", "time", "dataschema", "partitionkey", "traceparent")
_KNOWN = frozenset({"specversion", "id", "source", "type", "datacontenttype", "data", *_TEXTS})
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class BrokenEvent(ValueError):
    """What arrived is no CloudEvent that can be handled; the text says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `partitionkey` names what it happened to: events of one key keep their order.

    `source` and `id` together name it once and for all; `time` is RFC 3339; `extensions` are other attributes that came with it.
    """

    id: str
    source: str
    type: str
    data: Any
    subject: str = ""
    time: str = ""
    dataschema: str = ""
    partitionkey: str = ""
    traceparent: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The event as structured JSON.

        Raises:
            TypeError: `data` holds something that JSON can't.
        """
        texts = {name: text for name in _TEXTS if (text := getattr(self, name))}
        fixed = {"specversion": "1.0", "id": self.id, "source": self.source, "type": self.type}
        return _encode({**fixed, **texts, **self.extensions, "datacontenttype": "application/json", "data": self.data})


def happened(
    what: str,
    source: str,
    data: Any,
    *,
    key: str = "",
    schema: str = "",
    traceparent: str = "",
    identifier: str = "",
) -> Event:
    """A new event of type `what` that happened now, to the thing named `key`; it gets a random `id` unless an identifier is given."""
    now = stamp()
    return Event(
        id=identifier or str(uuid4()),
        source=source,
        type=what,
        data=data,
        subject=key,
        time=now,
        dataschema=schema,
        partitionkey=key,
        traceparent=traceparent,
    )


def decoded(body: bytes) -> Event:
    """The event that `body` holds.

    Raises:
        BrokenEvent: it is no JSON object, lacks what CloudEvents demand, or has its data in another form than JSON.
    """
    try:
        found = _decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BrokenEvent(f"no JSON object: {error}") from error
    if found.get("specversion") != "1.0":
        raise BrokenEvent(f"specversion is {found.get('specversion')!r}, and only '1.0' is known")
    texts = {name: _text(found, name) for name in ("id", "source", "type", *_TEXTS)}
    if missing := next((name for name in ("id", "source", "type") if not texts[name]), None):
        raise BrokenEvent(f"{missing} is missing")
    if "data_base64" in found:
        raise BrokenEvent("data_base64 stands where JSON data are expected")
    _check_time(texts["time"])
    if not _TRACEPARENT.fullmatch(texts["traceparent"]):
        texts["traceparent"] = ""  # a broken trace is no reason to refuse what happened
    extensions = {name: value for name, value in found.items() if name not in _KNOWN}
    return Event(**texts, data=found.get("data"), extensions=extensions)


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BrokenEvent(f"{name} is no text")
    return value


def _check_time(text: str) -> None:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError as error:
        raise BrokenEvent(f"time is {text!r}, no date and time of RFC 3339") from error
