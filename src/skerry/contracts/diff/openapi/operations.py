"""An operation before and after, as a whole."""

from __future__ import annotations

from datetime import date

from skerry.contracts.change import Level
from skerry.contracts.diff.openapi.bodies import compare_bodies
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.lifecycle import gone, says_sunset, stability, sunset, unstable
from skerry.contracts.diff.openapi.parameters import compare_parameters
from skerry.contracts.diff.openapi.responses import compare_responses
from skerry.contracts.diff.openapi.rules import operations as rules
from skerry.contracts.diff.openapi.security import compare_requirements
from skerry.contracts.diff.openapi.servers import compare_own_servers
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Operation


def compare_operation(desk: Desk, was: Operation, now: Operation) -> None:
    """Everything that changed in an operation that both sides have."""
    outer = desk.operation, desk.unstable
    desk.operation, desk.unstable = now.name, unstable(was.part.raw)
    _lifecycle(desk, was, now)
    _names(desk, was, now)
    compare_own_servers(desk, was, now)
    compare_requirements(desk, was, now)
    if not (_same(desk, was.part, now.part, "parameters") and _same(desk, was.item, now.item, "parameters")):
        compare_parameters(desk, was, now)
    if desk.before.defaults.swagger or not _same(desk, was.part, now.part, "requestBody"):
        compare_bodies(desk, was, now)
    if desk.before.defaults.swagger or not _same(desk, was.part, now.part, "responses"):
        compare_responses(desk, was, now)
    desk.operation, desk.unstable = outer


def _same(desk: Desk, was: Part, now: Part, word: str) -> bool:
    """Whether what stands under a word means the same; most of two releases does, under new links to their manuals."""
    one, other = word in was.raw, word in now.raw
    return one is other and (not one or desk.equal(was.below(word), now.below(word)))


def removed(desk: Desk, was: Operation) -> None:
    """An operation that is there no more: safe after its announced end, and doubtful where none was announced."""
    raw, end = was.part.raw, sunset(was.part.raw)
    level: Level | None = None
    message = "the operation was removed"
    if gone(raw, desk.today):
        level, message = Level.SAFE, f"the operation was removed, after its end on {end}"
    elif end is not None and raw.get("deprecated") is True:
        message = f"the operation was removed before its end on {end}"
    elif raw.get("deprecated") is True and not says_sunset(raw):
        level, message = Level.DANGEROUS, "the deprecated operation was removed, without an announced end"
    elif unstable(raw):
        level = Level.DANGEROUS
    desk.operation = was.name
    desk.note(rules.OPERATION_REMOVED, was.part, None, message, level=level)
    desk.operation = ""


def added(desk: Desk, now: Operation) -> None:
    """A new operation."""
    desk.operation = now.name
    desk.note(rules.OPERATION_ADDED, None, now.part, "the operation was added")
    desk.operation = ""


def _lifecycle(desk: Desk, was: Operation, now: Operation) -> None:
    before, after = was.part.raw, now.part.raw
    if was.deprecated != now.deprecated:
        rule = rules.DEPRECATION_ADDED if now.deprecated else rules.DEPRECATION_REMOVED
        desk.note(
            rule, was.part, now.part, f"the operation is {'deprecated' if now.deprecated else 'no longer deprecated'}"
        )
    if now.deprecated:
        _sunset(desk, was, now)
    promised, kept = stability(before, unknown=3), stability(after)
    if promised != kept:
        rule = rules.STABILITY_NARROWED if kept < promised else rules.STABILITY_WIDENED
        words = [raw.get("x-stability-level", "stable") for raw in (before, after)]
        desk.note(
            rule, was.part, now.part, f"the operation is {words[1]}, it was {words[0]}", before=words[0], after=words[1]
        )


def _sunset(desk: Desk, was: Operation, now: Operation) -> None:
    before, after = sunset(was.part.raw), sunset(now.part.raw)
    if says_sunset(now.part.raw) and after is None:
        desk.note(
            rules.SUNSET_REMOVED,
            was.part,
            now.part,
            "the day of its end cannot be read",
            after=now.part.raw.get("x-sunset"),
        )
    elif before == after:
        return
    elif after is None:
        desk.note(rules.SUNSET_REMOVED, was.part, now.part, f"its end on {before} was taken back", before=before)
    elif before is None:
        desk.note(rules.SUNSET_ADDED, was.part, now.part, f"it ends on {after}", after=after)
    else:
        _moved(desk, was, now, before, after)


def _moved(desk: Desk, was: Operation, now: Operation, before: date, after: date) -> None:
    rule = rules.SUNSET_NARROWED if after < before else rules.SUNSET_WIDENED
    desk.note(rule, was.part, now.part, f"it ends on {after}, {before} was announced", before=before, after=after)


def _names(desk: Desk, was: Operation, now: Operation) -> None:
    if was.id != now.id:
        rule = rules.ID_CHANGED if was.id and now.id else rules.ID_REMOVED if was.id else rules.ID_ADDED
        message = f"its operationId is {now.id or 'gone'}, it was {was.id or 'not there'}"
        desk.note(rule, was.part, now.part, message, before=was.id, after=now.id)
    if was.tags != now.tags:
        desk.note(
            rules.TAGS_CHANGED, was.part, now.part, "its tags changed", before=list(was.tags), after=list(now.tags)
        )
