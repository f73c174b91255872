"""What is said for single protocols. What names things on the wire breaks; numbers of partitions and the like may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.diff.asyncapi.desk import Desk
from skerry.contracts.diff.asyncapi.rules import bindings as bindings_rules
from skerry.formats.asyncapi import Fields

_NAMES = frozenset(
    (
        *("topic", "queue", "exchange", "name", "vhost", "is", "type", "destination", "destinationType", "subject"),
        *("key", "schemaIdLocation", "schemaIdPayloadEncoding", "schemaLookupStrategy", "namespace", "method", "query"),
        *("headers", "statusCode", "fifo", "exclusive", "messageType", "destinations"),
    )
)
_SILENT = frozenset(("bindingVersion", "description", "summary", "tags", "examples"))
_DEEPEST = 8


def compare_bindings(desk: Desk, about: str, was: Fields, now: Fields) -> None:
    """The bindings of a server, channel, operation or message, protocol by protocol."""
    before, after = was.bindings, now.bindings
    for protocol in dict.fromkeys((*before, *after)):
        one, other = before.get(protocol), after.get(protocol)
        if one is None or other is None:
            rule = bindings_rules.BINDING_ADDED if one is None else bindings_rules.BINDING_REMOVED
            desk.note(rule, one, other, f"what is said for {protocol} was {rule.action}", about=about)
        elif not desk.same(one, other):
            for path, old, new in _differing(one.raw, other.raw):
                rule = bindings_rules.BINDING_NAME_CHANGED if _NAMES & set(path) else bindings_rules.BINDING_CHANGED
                text = f"{protocol} {'.'.join(path)} is {_shown(new)}, it was {_shown(old)}"
                desk.note(rule, one, other, text, about=about, before=old, after=new)


def _differing(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict) and len(path) < _DEEPEST:
        for key in dict.fromkeys((*old, *new)):
            if key not in _SILENT:
                yield from _differing(old.get(key), new.get(key), (*path, key))
    elif old != new:
        yield path, old, new


def _shown(value: Any) -> str:
    return "not said" if value is None else str(value)[:60]
