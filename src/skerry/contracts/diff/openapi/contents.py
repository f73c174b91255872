"""What is sent, by media type, and its schema: the same for parameters, bodies and answers, in either direction."""

from __future__ import annotations

from collections.abc import Mapping

from skerry.contracts.change import Direction, Rule
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.media import bare, holds, is_text, paired
from skerry.contracts.diff.openapi.rules import bodies as rules
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Content

_MEDIA: dict[tuple[Direction, str], Rule] = {
    (Direction.IN, "removed"): rules.MEDIA_IN_REMOVED,
    (Direction.IN, "added"): rules.MEDIA_IN_ADDED,
    (Direction.IN, "narrowed"): rules.MEDIA_IN_NARROWED,
    (Direction.IN, "widened"): rules.MEDIA_IN_WIDENED,
    (Direction.OUT, "removed"): rules.MEDIA_OUT_REMOVED,
    (Direction.OUT, "added"): rules.MEDIA_OUT_ADDED,
    (Direction.OUT, "narrowed"): rules.MEDIA_OUT_NARROWED,
    (Direction.OUT, "widened"): rules.MEDIA_OUT_WIDENED,
}


def compare_contents(
    desk: Desk,
    area: str,
    usual: Direction,
    before: Mapping[str, Content],
    after: Mapping[str, Content],
    path: tuple[str, ...],
    named: str,
) -> None:
    """Media types that came and went, and the schemas of those that stayed."""
    direction = desk.direction(usual)
    pairs = paired(before, after)
    for old, new in pairs:
        one, other = before[old], after[new]
        if bare(old) != bare(new):
            action = "narrowed" if holds(old, new) else "widened"
            desk.note(
                _MEDIA[direction, action],
                one.part,
                other.part,
                f"{named} comes as {new}, it was {old}",
                before=old,
                after=new,
            )
        if one.part.raw.get("encoding") != other.part.raw.get("encoding") and direction is Direction.IN:
            desk.note(rules.ENCODING_CHANGED, one.part, other.part, f"the parts of {named} are encoded differently")
        textual = is_text(old) and is_text(new)
        compare_schemas(desk, area, usual, one.schema, other.schema, path, named, textual=textual)
    paired_before, paired_after = (dict.fromkeys(side) for side in zip(*pairs, strict=True)) if pairs else ({}, {})
    for old in (media for media in before if media not in paired_before):
        desk.note(_MEDIA[direction, "removed"], before[old].part, None, f"{named} no longer comes as {old}", before=old)
    for new in (media for media in after if media not in paired_after):
        desk.note(_MEDIA[direction, "added"], None, after[new].part, f"{named} comes as {new} too", after=new)


def compare_schemas(
    desk: Desk,
    area: str,
    usual: Direction,
    before: Part | None,
    after: Part | None,
    path: tuple[str, ...],
    named: str,
    *,
    textual: bool = False,
) -> None:
    """What changed in the data itself; `textual` data travels as text, as in a query."""
    if before is None and after is None:
        return
    setting = Setting(
        desk.direction(usual),
        area,
        desk.before.span,
        desk.after.span,
        operation=desk.operation,
        field=path,
        named=named,
        witnesses=desk.options.witnesses,
        textual=textual,
    )
    for change in schema_changes(desk.schemas, desk.before.shape(before), desk.after.shape(after), setting):
        if area != "parameter" or change.rule.kind != "default" or change.subject.field != path:
            desk.add(change)
