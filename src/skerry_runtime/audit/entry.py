"""What is written about one request. Ids of things, never what is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from skerry_runtime.audit.origin import ORIGIN
from skerry_runtime.operations import Call

ALLOWED, REFUSED, FAILED = "allowed", "refused", "failed"
_LONGEST = 200  # characters of what a caller says


@dataclass(frozen=True, slots=True)
class Entry:
    """`reads` and `writes` are the ids of things by the name of their entity, `tags` and `fields` what of them is sensitive.

    `replayed`: an answer that was given before is given again.
    """

    operation: str
    status: int
    outcome: str = ALLOWED
    call: Call = field(default_factory=Call)
    reads: Mapping[str, Collection[str]] = field(default_factory=dict)
    writes: Mapping[str, Collection[str]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    replayed: bool = False

    def values(self) -> dict[str, Any]:
        """As the record has it."""
        origin, said = ORIGIN.get(), self.call.headers
        request = (origin.request if origin else "") or said.get("x-request-id", "")
        what = {
            "operation": self.operation, "reads": _ids(self.reads), "writes": _ids(self.writes),
            "tags": self.tags, "fields": self.fields, "replayed": self.replayed,
        }  # fmt: skip
        why = {"purpose": said.get("skerry-purpose", ""), "grant": origin.grant if origin else ""}
        where = {"peer": origin.peer if origin else "", "request": request}
        return {
            "kind": "access",
            "who": _said({"subject": self.call.caller[:_LONGEST], "roles": self.call.roles, "began": self._began()}),
            "what": _said(what),
            "from": _said({name: value[:_LONGEST] for name, value in where.items()}),
            "why": _said({name: value[:_LONGEST] for name, value in why.items()}),
            "outcome": self.outcome,
            "status": self.status,
            "trace": said.get("traceparent", "")[3:35],
        }

    def _began(self) -> str:
        """Who began what a service does by itself; '' where he stands there already."""
        began = self.call.began[:_LONGEST]
        return "" if began == self.call.caller else began


def _ids(found: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    return {name: list(keys) for name, keys in found.items()}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
