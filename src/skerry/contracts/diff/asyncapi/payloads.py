"""What messages carry, before and after, judged as a registry does; what is no JSON Schema is told apart as a whole."""

from __future__ import annotations

from typing import NamedTuple

from skerry.contracts.change import Change, Direction, Proof, Rule, Subject
from skerry.contracts.diff.asyncapi.catalogue import data_rule
from skerry.contracts.diff.asyncapi.desk import Desk
from skerry.contracts.diff.asyncapi.modes import Promise, judged
from skerry.contracts.diff.asyncapi.rules import messages as messages_rules
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference
from skerry.contracts.diff.schemas.messages import message
from skerry.contracts.diff.schemas.prove import prove
from skerry.formats.asyncapi import Data
from skerry.formats.json_schema import Shape


class Spot(NamedTuple):
    """Which message this is about, which way it goes, and what was promised of it. `area` is payload or message-header."""

    about: str
    area: str
    direction: Direction
    promise: Promise
    named: str


def compare_data(desk: Desk, spot: Spot, was: Data | None, now: Data | None) -> None:
    """Everything that changed in a payload, or in headers; none at all accepts everything."""
    opaque = [side for side in (was, now) if side is not None and side.dialect is None]
    if opaque:
        _opaque(desk, spot, was, now)
        return
    if was is None and now is None:
        return
    usual = (desk.before.version.dialect, desk.after.version.dialect)
    dialects = [side.dialect if side and side.dialect else each for side, each in zip((was, now), usual, strict=True)]
    comparison = desk.comparison(*dialects)
    before = comparison.before.all((was.part,) if was else ())
    after = comparison.after.all((now.part,) if now else ())
    for each in desk.differences(comparison, before, after):
        desk.changes.append(_change(desk, spot, comparison, each, (before, after)))


def _opaque(desk: Desk, spot: Spot, was: Data | None, now: Data | None) -> None:
    """Schemas that only their own tools can compare: another format breaks, another text may."""
    parts = was.part if was else None, now.part if now else None
    formats = _family(was), _family(now)
    if formats[0] != formats[1]:
        text = f"{spot.named} is described in {formats[1]}, it was {formats[0]}"
        desk.note(messages_rules.FORMAT_CHANGED, *parts, text, about=spot.about, before=formats[0], after=formats[1])
    elif was is not None and now is not None and not desk.same(was.part, now.part) and was.part.raw != now.part.raw:
        text = f"the schema of {spot.named} changed; it is {formats[0]}, which a registry for that format has to judge"
        desk.note(messages_rules.OPAQUE_CHANGED, *parts, text, about=spot.about)


def _family(data: Data | None) -> str:
    """The format without its version."""
    if data is None:
        return "nothing"
    return "JSON Schema" if data.dialect is not None else data.format.partition(";")[0].strip() or "no schema"


def _change(desk: Desk, spot: Spot, comparison: Comparison, each: Difference, roots: tuple[Shape, Shape]) -> Change:
    found = judged(each, spot.promise)
    rule: Rule = data_rule(spot.direction, spot.area, each.kind, each.action)
    proof: Proof = prove(comparison, each, roots, found.way, found.level, witnesses=desk.options.witnesses)
    text = f"{spot.about}: {message(each, spot.named)}"
    elsewhere = [".".join(place) for place in each.elsewhere]
    details: dict[str, object] = {"mode": spot.promise.value}
    if found.word:
        details["rollout"] = found.word
    if elsewhere:
        details["elsewhere"] = elsewhere
    return Change(
        rule=rule,
        level=found.level,
        path=str(each.now if each.new is not None or each.old is None else each.was),
        message=f"{text}; {found.word}" if found.word else text,
        before=each.old,
        after=each.new,
        was=desk.before.span(each.was),
        now=desk.after.span(each.now),
        subject=Subject(spot.about, each.field),
        proof=proof,
        details=details,
    )
