"""Operations before and after: what the application does, over which channel, with which messages, and what is answered."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.contracts.change import Direction
from skerry.contracts.diff.asyncapi.bindings import compare_bindings
from skerry.contracts.diff.asyncapi.desk import Desk, named
from skerry.contracts.diff.asyncapi.pairs import paired
from skerry.contracts.diff.asyncapi.rules import operations as operations_rules
from skerry.contracts.diff.asyncapi.security import compare_security
from skerry.formats.asyncapi import Channel, Flow, Message, Operation, Reply

Stayed = dict[int, Channel]


def compare_operations(desk: Desk, channels: tuple[tuple[Channel, Channel], ...]) -> None:
    """Operations that came and went, and what changed in those that stayed. `channels` are those of both sides that belong together."""
    stayed = {id(was): now for was, now in channels}
    pairs, gone, new = paired(
        desk.before.operations,
        desk.after.operations,
        lambda each: each.key,
        lambda each: (each.flow, each.channel.name) if each.channel else None,
        lambda each: (each.flow, stayed.get(id(each.channel), each.channel).name) if each.channel else None,
    )
    for operation in gone:
        text = f"the operation {operation.key} was removed"
        sides = (operation.part, None)
        desk.each(operations_rules.OPERATION_REMOVED, sides, text, operation.channel, operation.messages)
    for was, now in pairs:
        _compare(desk, was, now, stayed)
    for operation in new:
        text = f"the operation {operation.key} was added"
        desk.note(operations_rules.OPERATION_ADDED, None, operation.part, text, about=_about(operation))


def _compare(desk: Desk, was: Operation, now: Operation, stayed: Stayed) -> None:
    about, parts = _about(now), (was.part, now.part)
    if was.key != now.key and _named(was) and _named(now) and desk.before.version is desk.after.version:
        text = f"the operation is called {now.key}, it was {was.key}"
        desk.note(operations_rules.OPERATION_RENAMED, *parts, text, about=about, before=was.key, after=now.key)
    if was.flow is not now.flow:
        text = f"the application does {now.flow or 'nothing known'} what it did {was.flow or 'nothing known'}"
        desk.each(
            operations_rules.ACTION_CHANGED, parts, text, was.channel, was.messages, before=was.flow, after=now.flow
        )
    if moved(was.channel, now.channel, stayed):
        old, new = (each.channel.name if each.channel else "" for each in (was, now))
        text = f"the operation {now.key} uses the channel {new or '(none)'}, it was {old or '(none)'}"
        desk.each(operations_rules.OPERATION_MOVED, parts, text, was.channel, was.messages, before=old, after=new)
    else:
        _messages(desk, about, was, now)
    security = [(each.fields.at("security") or each.part, each.security) for each in (was, now)]
    compare_security(desk, "operation", about, security[0], security[1])
    _replies(desk, about, was, now, stayed)
    compare_bindings(desk, about, was.fields, now.fields)


def moved(was: Channel | None, now: Channel | None, stayed: Stayed) -> bool:
    """Whether the channel is another one, and not the same with another address."""
    if was is None or now is None:
        return was is not now
    return stayed.get(id(was)) is not now


def _messages(desk: Desk, about: str, was: Operation, now: Operation) -> None:
    """What an operation no longer has to do with, though its channel still carries it."""
    flow = _direction(now)
    lost, won = _lost(was.messages, now.messages, now.channel), _lost(now.messages, was.messages, was.channel)
    if lost:
        text = f"the operation {now.key} has nothing to do with {', '.join(lost)} any more"
        desk.note(operations_rules.MESSAGES_NARROWED[flow], was.part, now.part, text, about=about)
    elif won:
        text = f"the operation {now.key} has to do with {', '.join(won)} too"
        desk.note(operations_rules.MESSAGES_WIDENED[flow], was.part, now.part, text, about=about)


def _lost(mine: Sequence[Message], theirs: Sequence[Message], channel: Channel | None) -> list[str]:
    """Names of messages that the channel of the other side has, and its operation or reply has not."""
    there = {word for message in theirs for word in (message.key, message.name)}
    carried = {
        word for message in (channel.messages.values() if channel else ()) for word in (message.key, message.name)
    }
    return [
        message.name
        for message in mine
        if not {message.key, message.name} & there and {message.key, message.name} & carried
    ]


def _replies(desk: Desk, about: str, was: Operation, now: Operation, stayed: Stayed) -> None:
    old, new = was.reply, now.reply
    if old and new:
        _reply(desk, about, old, new, stayed)
    elif old:
        rule = operations_rules.REPLY_REMOVED[_direction(was)]
        desk.note(rule, old.part, None, f"the reply of {now.key} was removed", about=about)
    elif new:
        rule = operations_rules.REPLY_ADDED[_direction(now)]
        desk.note(rule, None, new.part, f"a reply of {now.key} was added", about=about)


def _reply(desk: Desk, about: str, was: Reply, now: Reply, stayed: Stayed) -> None:
    parts = (was.part, now.part)
    if moved(was.channel, now.channel, stayed):
        old, new = (each.channel.name if each.channel else "an address known at run time" for each in (was, now))
        desk.note(operations_rules.REPLY_CHANNEL_CHANGED, *parts, f"replies come over {new}, it was {old}", about=about)
    else:
        lost, won = _lost(was.messages, now.messages, now.channel), _lost(now.messages, was.messages, was.channel)
        if lost:
            text = f"{', '.join(lost)} is no reply any more"
            desk.note(operations_rules.REPLY_MESSAGES_NARROWED, *parts, text, about=about)
        elif won:
            desk.note(
                operations_rules.REPLY_MESSAGES_WIDENED, *parts, f"{', '.join(won)} may be a reply too", about=about
            )
    if was.location != now.location:
        text = f"replies go to {now.location or 'a fixed address'}, it was {was.location or 'a fixed address'}"
        desk.note(
            operations_rules.REPLY_ADDRESS_CHANGED, *parts, text, about=about, before=was.location, after=now.location
        )


def _direction(operation: Operation) -> Direction:
    return Direction.OUT if operation.flow is Flow.SEND else Direction.IN


def _named(operation: Operation) -> bool:
    """Whether the key of an operation is a name that people gave; in 2.x it is made of the rest."""
    return not operation.channel or operation.key != f"{operation.flow} {operation.channel.key}"


def _about(operation: Operation) -> str:
    if operation.channel is None:
        return operation.key
    only = operation.messages[0] if len(operation.messages) == 1 else None
    return named(operation.channel, only)
