"""Two AsyncAPI documents, from the whole to the payloads of their messages."""

from __future__ import annotations

from skerry.contracts.change import Level
from skerry.contracts.diff.asyncapi.channels import compare_channels
from skerry.contracts.diff.asyncapi.desk import Desk
from skerry.contracts.diff.asyncapi.operations import compare_operations
from skerry.contracts.diff.asyncapi.rules import document as document_rules
from skerry.contracts.diff.asyncapi.servers import compare_servers
from skerry.contracts.diff.format import Compared, Options
from skerry.formats.asyncapi import async_api
from skerry.formats.bundle import Bundle


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed from the one document to the other."""
    was, wrong = async_api(before)
    now, also = async_api(after)
    if was is None or now is None:
        return Compared((), (*wrong, *also))
    desk = Desk(was, now, options)
    compare_servers(desk)
    _default_type(desk)
    compare_operations(desk, compare_channels(desk))
    _stale(desk)
    return Compared(tuple(desk.changes), (*wrong, *also, *was.problems, *now.problems))


def _default_type(desk: Desk) -> None:
    was, now = desk.before.default_type, desk.after.default_type
    if was != now:
        parts = [
            api.root.below("defaultContentType") if api.default_type else None for api in (desk.before, desk.after)
        ]
        text = f"messages that say no content type have {now or 'none'}, it was {was or 'none'}"
        desk.note(document_rules.DEFAULT_TYPE_CHANGED, parts[0], parts[1], text, before=was, after=now)


def _stale(desk: Desk) -> None:
    """A word where something breaks and the version does not say so."""
    was, now = (str(api.info.get("version", "")) for api in (desk.before, desk.after))
    major, new = (version.lstrip("v").partition(".")[0] for version in (was, now))
    broken = any(change.level is Level.BREAKING for change in desk.changes)
    if broken and was != now and major == new and major.isdecimal() and int(major):
        message = f"the version went from {was} to {now}, but something breaks: the next one is {int(major) + 1}.0.0"
        before, after = (api.root.below("info", "version") for api in (desk.before, desk.after))
        desk.note(document_rules.VERSION_STALE, before, after, message, before=was, after=now)
