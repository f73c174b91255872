"""Effective values: a table for people, JSON for programs."""

from __future__ import annotations

from typing import Any

from skerry.model import Effective
from skerry.render.snippet import visible
from skerry.render.style import PLAIN, Style


def table(effective: Effective, style: Style = PLAIN) -> str:
    """The values in columns, each with the place it was written at."""
    lines = [f"{style.bold(effective.name)}  {effective.kind}, {style.place(str(effective.span))}", ""]
    keys = max((len(value.key) for value in effective.values), default=0)
    texts = max((len(visible(value.text)) for value in effective.values if len(value.text) <= 40), default=0)
    lines += [
        f"  {value.key:<{keys}}  {visible(value.text):<{texts}}  {style.place(str(value.span))}"
        for value in effective.values
    ]
    return "\n".join(lines) + "\n"


def as_json(effective: Effective) -> dict[str, Any]:
    """The values as JSON (`skerry/show/1`)."""
    return {
        "schema": "skerry/show/1",
        "name": effective.name,
        "kind": effective.kind,
        "place": str(effective.span),
        "values": [{"key": value.key, "value": value.text, "place": str(value.span)} for value in effective.values],
    }
