"""Sagas, events and dead letters as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import time
from typing import Any

from skerry.render.snippet import clip, visible
from skerry.render.style import Style

Object = dict[str, Any]


def sagas_text(rows: Sequence[Object], style: Style) -> str:
    """A line for each saga, with the reason where it does not simply go on."""
    if not rows:
        return "no sagas"
    head = ("saga", "id", "status", "step", "began")
    cells = [(row["saga"], row["id"], _status(row), row["step"], when(row["began"])) for row in rows]
    lines = _table([head, *[tuple(visible(str(cell)) for cell in each) for each in cells]])
    found = [style.dim(lines[0])]
    for row, line in zip(rows, lines[1:], strict=True):
        found.append(style.warning(line) if row["status"] == "parked" or _overdue(row) else line)
        if row["due"] is not None:
            found.append(f"  {visible(' or '.join(row['waits']))} until {when(row['due'])}")
        if row["reason"] and row["status"] in ("parked", "compensating"):
            found.append(f"  {visible(row['reason'])}")
    return "\n".join(found)


def _overdue(row: Object) -> bool:
    return row["due"] is not None and bool(row["due"] < time())


def _status(row: Object) -> str:
    return str(row["status"]) if row["due"] is None else "overdue" if _overdue(row) else "waiting"


def stats_text(found: Mapping[str, Object], style: Style) -> str:
    """A column of numbers for each service."""
    if not found:
        return "no service drives sagas"
    names = [name for name in next(iter(found.values())) if name != "trouble"]
    lines = _table([("", *found), *[(name, *(_number(each[name]) for each in found.values())) for name in names]])
    trouble = [f"{visible(name)}: {visible(each['trouble'])}" for name, each in found.items() if each["trouble"]]
    return "\n".join([style.dim(lines[0]), *lines[1:], *map(style.warning, trouble)])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def checked_text(found: Mapping[str, Object], style: Style) -> str:
    """A line for each service, and one for each fault of it."""
    lines = []
    for name, each in found.items():
        count = len(each["faults"])
        said = (
            f"{visible(name)}: {each['sagas']} sagas, {each['lines']} lines, {count or 'no'} fault{'s' * (count != 1)}"
        )
        lines.append(style.warning(said) if count else said)
        lines += [f"  {visible(fault)}" for fault in each["faults"]]
    return "\n".join(lines) or "no service drives sagas"


def saga_text(row: Object, style: Style) -> str:
    """A saga with its history."""
    head = f"{style.bold(visible(row['saga']))} {visible(row['id'])}  {row['status']}, version {row['version']}, {row['service']}"
    lines = [head]
    if row["reason"]:
        lines.append(f"  {visible(row['reason'])}")
    entries = [
        (when(each["at"]), each["what"], each["step"], each["outcome"], each["reason"]) for each in row["entries"]
    ]
    lines += [f"  {line}" for line in _table([tuple(visible(str(cell)) for cell in each) for each in entries])]
    if row["due"] is not None:
        lines.append(f"  {_status(row)} for {visible(' or '.join(row['waits']))} until {when(row['due'])}")
    lines.append(f"  {style.dim('start')} {clip(visible(_json(row['start'])), 400)}")
    if row["status"] == "parked":
        short = visible(row["id"])
        lines.append(f"It waits for a person: `skerry sagas retry {short}`, or skip or force instead of retry.")
    return "\n".join(lines)


def event_text(row: Object, style: Style) -> str:
    """An event in a line."""
    event = row["event"]
    waits = (
        ""
        if row["published"]
        else style.warning(f"  not published yet{': ' if row['error'] else ''}{visible(row['error'])}")
    )
    key = visible(str(event.get("partitionkey", "")))
    what = f"{style.dim(when(row['at']))}  {visible(row['service'])}  {style.bold(visible(str(event['type'])))}  {key}"
    return f"{what}  {style.dim(clip(visible(_json(event.get('data'))), 200))}{waits}"


def dead_text(rows: Sequence[Object], style: Style) -> str:
    """A line for each dead letter, and why it died."""
    if not rows:
        return "no dead letters"
    found = []
    for row in rows:
        found.append(
            f"{style.dim(when(row['at']))}  {visible(row['group'])}  {style.bold(visible(row['type']))}  {visible(row['id'])}"
        )
        found.append(f"  {row['attempts']} attempts: {visible(row['reason'])}")
    return "\n".join(found)


def data_text(found: Mapping[str, Object], how: str, style: Style) -> str:
    """A line for each service about its sensitive data."""
    lines = []
    for name, each in found.items():
        if how == "rewrap":
            lines.append(f"{visible(name)}  {each['keys']} data keys wrapped again, {each['rows']} rows sealed again")
            continue
        who = f", {len(each['subjects'])} due" if "subjects" in each else ""
        lines.append(f"{visible(name)}  {each['erased']} data keys erased{who}")
        lines += [f"  {visible(subject)}" for subject in each.get("subjects", ())]
        if each["left"]:
            lines.append(style.warning(f"  not encrypted, so still there: {visible(', '.join(each['left']))}"))
    return "\n".join(lines) or "no service has sensitive data"


def when(at: float) -> str:
    """A time of day; with its date if it is not today's."""
    moment = datetime.fromtimestamp(at).astimezone()
    today = moment.date() == datetime.now().astimezone().date()
    return moment.strftime("%H:%M:%S.%f" if today else "%Y-%m-%d %H:%M:%S.%f")[:-3]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)] if rows else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
