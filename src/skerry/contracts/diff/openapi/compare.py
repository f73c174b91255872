"""Two OpenAPI documents, from the whole to its operations; what is equal with all it refers to is passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.operations import added, compare_operation, removed
from skerry.contracts.diff.openapi.rules import surroundings as rules
from skerry.contracts.diff.openapi.security import compare_schemes
from skerry.contracts.diff.openapi.servers import compare_servers
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.formats.bundle import Bundle
from skerry.formats.openapi import Operation, open_api

_MAJOR = re.compile("[1-9][0-9]{0,9}")


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed from the one document to the other."""
    was, wrong = open_api(before)
    now, also = open_api(after)
    if was is None or now is None:
        return Compared((), (*wrong, *also))
    desk = Desk(was, now, Comparison(was.schemas, now.schemas), options, options.today)
    compare_schemes(desk)
    compare_servers(desk)
    _operations(desk, was.operations, now.operations)
    _webhooks(desk)
    _stale(desk)
    return Compared(tuple(desk.changes), (*wrong, *also, *was.schemas.problems, *now.schemas.problems))


def _operations(desk: Desk, before: Mapping[str, Operation], after: Mapping[str, Operation]) -> None:
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was and now:
            if not _equal(desk, was, now):
                compare_operation(desk, was, now)
                _callbacks(desk, was, now)
        elif was:
            removed(desk, was)
        elif now:
            added(desk, now)


def _equal(desk: Desk, was: Operation, now: Operation) -> bool:
    """Whether nothing about it changed: its own text, the parameters beside it, and what the document says for all."""
    if was.said_for_all != now.said_for_all or was.path != now.path or not desk.equal(was.part, now.part):
        return False
    beside = any(word in side.item.raw for side in (was, now) for word in ("parameters", "servers"))
    return not beside or desk.equal(was.item, now.item)


def _callbacks(desk: Desk, was: Operation, now: Operation) -> None:
    if not was.callbacks and not now.callbacks:
        return
    outer, desk.swapped = desk.swapped, not desk.swapped
    for key in dict.fromkeys((*was.callbacks, *now.callbacks)):
        old, new = was.callbacks.get(key), now.callbacks.get(key)
        if old and new:
            compare_operation(desk, old, new)
        else:
            desk.operation = now.name
            rule = rules.CALLBACK_ADDED if new else rules.CALLBACK_REMOVED
            desk.note(
                rule, old.part if old else None, new.part if new else None, f"the callback {key} was {rule.action}"
            )
            desk.operation = ""
    desk.swapped = outer


def _webhooks(desk: Desk) -> None:
    before, after = desk.before.webhooks, desk.after.webhooks
    desk.swapped = True
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old and new:
            if not _equal(desk, old.operation, new.operation):
                compare_operation(desk, old.operation, new.operation)
        else:
            rule = rules.WEBHOOK_ADDED if new else rules.WEBHOOK_REMOVED
            shown = new or old
            message = f"the webhook {shown.name if shown else key} was {rule.action}"
            desk.note(rule, old.operation.part if old else None, new.operation.part if new else None, message)
    desk.swapped = False


def _stale(desk: Desk) -> None:
    """A word where something breaks and the version does not say so."""
    was, now = (str(api.info.get("version", "")) for api in (desk.before, desk.after))
    major, new = (version.lstrip("v").partition(".")[0] for version in (was, now))
    broken = any(change.level is Level.BREAKING for change in desk.changes)
    if broken and was != now and major == new and _MAJOR.fullmatch(major):
        message = f"the version went from {was} to {now}, but something breaks: the next one is {int(major) + 1}.0.0"
        before, after = (api.root.below("info", "version") for api in (desk.before, desk.after))
        desk.note(rules.VERSION_STALE, before, after, message, before=was, after=now)
