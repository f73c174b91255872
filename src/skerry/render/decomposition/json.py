"""A proposal as the JSON that programs build on (`skerry/decompose/1`), described by `schemas/decompose.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from skerry.decompose.proposal import Proposal
from skerry.kernel.garbage import uncollected

SCHEMA = "skerry/decompose/1"
PARTS = (
    "verdict", "services", "placements", "shared", "boundaries", "relations", "words", "sagas", "phases",
    "alternatives", "metrics", "evidence", "notes",
)  # fmt: skip


def as_json(proposal: Proposal, limit: int | None = None, fields: Sequence[str] = ()) -> str:
    """The document as text, one line per level."""
    with uncollected():
        return json.dumps(document(proposal, limit, fields), indent=2, ensure_ascii=False) + "\n"


def document(proposal: Proposal, limit: int | None = None, fields: Sequence[str] = ()) -> dict[str, Any]:
    """All parts, or those that `fields` names; every list cut to `limit`, with `hidden` saying how many each lacks.

    A field is a part (`services`) or a key of its rows (`services.units`).
    """
    chosen = _chosen(fields)
    whole = {part: value for part, value in _parts(proposal).items() if not chosen or part in chosen}
    whole = {part: _picked(value, chosen.get(part, ())) for part, value in whole.items()}
    hidden: dict[str, int] = {}
    cut = whole if limit is None else {part: _cut(value, limit, part, hidden) for part, value in whole.items()}
    return {"schema": SCHEMA, "system": proposal.system, **cut, "hidden": hidden}


def unknown_fields(fields: Sequence[str]) -> list[str]:
    """Those of `fields` that name nothing: a misspelling."""
    whole = schema()
    keys = {part: _keys(whole["properties"][part], whole["$defs"]) for part in PARTS}
    split = ((field, *field.partition(".")[::2]) for field in fields)
    return [field for field, part, key in split if part not in keys or (key and key not in keys[part])]


def schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    text = files("skerry.render").joinpath("schemas/decompose.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _parts(proposal: Proposal) -> dict[str, Any]:
    values = {part: getattr(proposal, "unplaced" if part == "shared" else part) for part in PARTS}
    plain: dict[str, Any] = {part: _plain(value) for part, value in values.items()}
    plain["placements"] = list(plain["placements"].values())
    for row in plain["words"]:
        row["meanings"] = [{"context": c, "meaning": m, "place": p} for c, m, p in row["meanings"]]
    for row in plain["alternatives"]:
        row["services"] = [{"name": name, "units": units} for name, units in row["services"]]
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float):  # nearly all, so first
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    names = getattr(value, "__dataclass_fields__", None)
    return value if names is None else {name: _plain(getattr(value, name)) for name in names}


def _chosen(fields: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for field in fields:
        part, _, key = field.partition(".")
        chosen[part] = (*chosen.get(part, ()), key) if key else ()
    return chosen


def _picked(value: Any, keys: Sequence[str]) -> Any:
    if not keys:
        return value
    if isinstance(value, list):
        return [_picked(row, keys) for row in value]
    return {key: value[key] for key in keys if key in value} if isinstance(value, dict) else value


def _cut(value: Any, limit: int, path: str, hidden: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {key: _cut(each, limit, f"{path}.{key}", hidden) for key, each in value.items()}
    if not isinstance(value, list):
        return value
    kept = value[: max(limit, 0)]
    if len(kept) < len(value):
        hidden[path] = len(value) - len(kept)
    return [_cut(each, limit, f"{path}[{_name(each, i)}]", hidden) for i, each in enumerate(kept)]


def _name(row: Any, index: int) -> str:
    return str(row.get("name", index)) if isinstance(row, dict) else str(index)


def _keys(described: Mapping[str, Any], definitions: Mapping[str, Any]) -> frozenset[str]:
    """What the rows of a part have by its schema."""
    row = described.get("items", described)
    return frozenset(definitions[row["$ref"].rpartition("/")[2]]["properties"] if "$ref" in row else ())
