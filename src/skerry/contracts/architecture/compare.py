"""Compares two models statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from skerry.contracts.architecture import access, edges, flows, parts, policies, services
from skerry.contracts.architecture.rules import RULE
from skerry.contracts.architecture.trait import Key, Trait
from skerry.contracts.architecture.users import verdicts
from skerry.contracts.change import Action, Change, Ground, Level, Proof, Subject
from skerry.model.system import System

_READERS: tuple[Callable[[System], Iterator[Trait]], ...] = (
    parts.traits, services.traits, edges.traits, flows.traits, access.traits, policies.traits,
)  # fmt: skip
_MOST = 3

Table = dict[Key, Trait]


def compare(before: System, after: System) -> tuple[Change, ...]:
    """Everything that changed, in the order of the text; breaks carry a verdict for each service that they meet."""
    was, now = _table(before), _table(after)
    found = [change for key in _keys(was, now) if (change := _change(key, was, now))]
    return tuple(replace(each, consumers=verdicts(each, before, after)) for each in _folded(found))


def _table(system: System) -> Table:
    table: Table = {}
    for reader in _READERS:
        for trait in reader(system):
            table.setdefault(trait.key, trait)
    return table


def _keys(was: Table, now: Table) -> Iterator[Key]:
    """The keys in the order of the new text, and those that are gone at the end of their kind."""
    order = {kind: at for at, kind in enumerate(dict.fromkeys(key[:2] for key in (*now, *was)))}
    yield from sorted(dict.fromkeys((*now, *was)), key=lambda key: order[key[:2]])


def _change(key: Key, was: Table, now: Table) -> Change | None:
    old, new = was.get(key), now.get(key)
    if old and new:
        return _changed(old, new) if old.text != new.text else None
    told, table, other = (new, now, was) if new else (old, was, now)
    if told is None or (told.of and told.of in table and told.of not in other):
        return None  # it came or went with the part that it belongs to
    action = Action.ADDED if new else Action.REMOVED
    change = _made(told, action, old, new)
    if key.area == "role" and key.kind == "grant" and (wider := access.covered(key.name, other)):
        return replace(change, level=Level.SAFE, message=f"{change.message}, as `{wider}` gives it anyway")
    return change


def _changed(old: Trait, new: Trait) -> Change:
    if old.key[:2] == ("role", "grant"):
        action = {old.text: Action.NARROWED, new.text: Action.WIDENED}.get(access.ALWAYS, Action.CHANGED)
        return _made(new, action, old, new)
    change = _made(new, Action.CHANGED, old, new)
    trend = new.trend
    if trend is None or old.size is None or new.size is None or old.size == new.size:
        return change
    return replace(change, level=trend.up if new.size > old.size else trend.down)


def _made(told: Trait, action: Action, old: Trait | None, new: Trait | None) -> Change:
    rule = RULE[(told.key.area, told.key.kind, action)]
    return Change(
        rule, rule.level, "/".join(filter(None, told.key)), _message(told, old, new),
        before=old.text or True if old else None, after=new.text or True if new else None,
        was=old.span if old else None, now=new.span if new else None,
        subject=Subject(), proof=Proof(Ground.RULE),
        details={"about": told.key.name, **({"group": told.group} if told.group else {})},
    )  # fmt: skip


def _message(told: Trait, old: Trait | None, new: Trait | None) -> str:
    if old and new:
        return f"{told.says} is {new.text or 'not said'}, was {old.text or 'not said'}"
    said = f": {told.text}" if told.text else ""
    return f"{told.says} was {'added' if new else 'removed'}{said}"


def _folded(changes: list[Change]) -> Iterator[Change]:
    """What one line of the text does to many parts, as one change."""
    groups: dict[object, list[Change]] = {}
    for at, change in enumerate(changes):
        group = change.details.get("group")
        key = (change.rule.id, group, change.before, change.after, change.was, change.now) if group else at
        groups.setdefault(key, []).append(change)
    for each in groups.values():
        yield _one(each)


def _one(changes: list[Change]) -> Change:
    first = changes[0]
    group = str(first.details.get("group", ""))
    if not group:
        return first
    names = [str(change.details["about"]).rpartition(": ")[0] for change in changes]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    message = f"{first.message}, for {', '.join(names[:_MOST])}{more}"
    path = first.path if len(names) == 1 else f"{first.path.rpartition('/')[0]}/{group}"
    details: Mapping[str, object] = {"about": group, "parts": names}
    return replace(first, message=message, path=path, details=details)
