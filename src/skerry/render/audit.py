"""Audit logs as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.render.snippet import clip, visible
from skerry.render.style import Style
from skerry.run.audit.verify import Verdict

Object = dict[str, Any]


def record_text(record: Object, style: Style) -> str:
    """A record in a line."""
    who, what = record.get("who", {}), record.get("what", {})
    head = f"{style.dim(str(record.get('at', ''))[:23])}  {visible(record['service'])}"
    if record.get("kind") != "access":
        said = {k: v for k, v in record.items() if k not in ("service", "place", "at", "kind", "seq", "prev", "hash")}
        return f"{head}  {style.dim(str(record.get('kind')))}  {clip(visible(str(said)), 160)}"
    subject = visible(str(who.get("subject") or "nobody named"))
    roles = f" ({visible(', '.join(who['roles']))})" if who.get("roles") else ""
    outcome = f"{record['outcome']} {record['status']}"
    shown = outcome if record["outcome"] == "allowed" else style.warning(outcome)
    why = record.get("why", {}).get("purpose", "")
    told = [subject + roles, style.bold(visible(str(what.get("operation")))), _things(what), shown]
    told += [f"for {visible(why)}"] if why else []
    return "  ".join([head, *(each for each in told if each)])


def verdicts_text(verdicts: Mapping[str, Verdict], style: Style) -> str:
    """A line for each log, and each finding below it."""
    found = []
    for name, each in verdicts.items():
        wrong = len(each.findings)
        said = style.warning(f"{wrong} finding{'s' * (wrong != 1)}") if wrong else "whole"
        found.append(
            f"{visible(name)}  {each.records} records in {each.segments} segment{'s' * (each.segments != 1)}: {said}"
        )
        found += [f"  {visible(one.place)}: {one.what}: {visible(one.detail)}" for one in each.findings]
        found += [style.dim(f"  {visible(note)}") for note in each.notes]
    return "\n".join(found)


def _things(what: Object) -> str:
    several = []
    for way, word in (("reads", "reads"), ("writes", "writes")):
        for entity, ids in what.get(way, {}).items():
            some = f"{len(ids)} {entity}" if len(ids) > 2 else f"{entity} {', '.join(ids)}"
            several.append(f"{word} {some}")
    return clip(visible("; ".join(several)), 120)
