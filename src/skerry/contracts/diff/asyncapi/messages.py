"""The messages of a channel before and after."""

from __future__ import annotations

from skerry.contracts.change import Direction, Rule
from skerry.contracts.diff.asyncapi.bindings import compare_bindings
from skerry.contracts.diff.asyncapi.desk import Desk, named, way
from skerry.contracts.diff.asyncapi.modes import Promise, promised, stated_by
from skerry.contracts.diff.asyncapi.pairs import paired
from skerry.contracts.diff.asyncapi.payloads import Spot, compare_data
from skerry.contracts.diff.asyncapi.rules import messages as messages_rules
from skerry.formats.asyncapi import Channel, Message

Two = tuple[Message, Message]
Channels = tuple[Channel, Channel]


def compare_messages(desk: Desk, was: Channel, now: Channel) -> None:
    """Messages that came and went, and what changed in those that stayed."""
    pairs, gone, new = paired(
        was.messages, now.messages, lambda each: (each.key, each.name), lambda each: each.name, lambda each: each.key
    )
    for message in gone:
        removed(desk, was, message)
    for one, other in pairs:
        _compare(desk, (was, now), (one, other))
    for message in new:
        flow = way(desk.after.flows.get((now.key, message.key), frozenset()))
        text = f"the message {message.name} may come too" if flow is Direction.OUT else f"{message.name} was added"
        desk.note(messages_rules.MESSAGE_ADDED[flow], None, message.part, text, about=named(now, message))


def removed(desk: Desk, channel: Channel, message: Message) -> None:
    """A message that is there no more."""
    flow = way(desk.before.flows.get((channel.key, message.key), frozenset()))
    text = f"the message {message.name} was removed"
    desk.note(messages_rules.MESSAGE_REMOVED[flow], message.part, None, text, about=named(channel, message))


def _compare(desk: Desk, channels: Channels, pair: Two) -> None:
    was, now = pair
    about = named(channels[1], now)
    _names(desk, about, pair)
    _content_type(desk, about, pair)
    promise = promised(desk.options.mode, ((desk.before, channels[0], was), (desk.after, channels[1], now)))
    _promises(desk, about, channels, pair)
    _correlation(desk, about, pair)
    direction = desk.direction(channels, pair)
    compare_data(desk, Spot(about, "payload", direction, promise, "the payload"), was.payload, now.payload)
    headers = Spot(about, "message-header", direction, promise, "the headers")
    compare_data(desk, headers, was.headers, now.headers)
    compare_bindings(desk, about, was.fields, now.fields)


def _names(desk: Desk, about: str, pair: Two) -> None:
    was, now = pair
    if was.name != now.name:
        old, new = (message.fields.text("name") for message in pair)
        rule = (
            messages_rules.NAME_CHANGED
            if old and new
            else messages_rules.NAME_REMOVED
            if old
            else messages_rules.NAME_ADDED
        )
        if old or new:
            text = f"the message is called {now.name}, it was {was.name}"
            desk.note(rule, was.part, now.part, text, about=about, before=was.name, after=now.name)
    elif was.key != now.key and desk.before.version is desk.after.version:
        text = f"the message is written under {now.key}, it was {was.key}"
        desk.note(messages_rules.KEY_CHANGED, was.part, now.part, text, about=about, before=was.key, after=now.key)


def _content_type(desk: Desk, about: str, pair: Two) -> None:
    was, now = (message.content_type for message in pair)
    if _plain(was) != _plain(now):
        text = f"the content type is {now or 'left open'}, it was {was or 'left open'}"
        desk.note(
            messages_rules.CONTENT_TYPE_CHANGED, pair[0].part, pair[1].part, text, about=about, before=was, after=now
        )


def _plain(media: str) -> str:
    return "".join(media.lower().split())


def _promises(desk: Desk, about: str, channels: Channels, pair: Two) -> None:
    was = stated_by(desk.before, channels[0], pair[0]) or Promise.BACKWARD
    now = stated_by(desk.after, channels[1], pair[1]) or Promise.BACKWARD
    if was is not now:
        rule = _moved(was, now)
        text = f"the compatibility promised is {now.value}, it was {was.value}"
        desk.note(rule, pair[0].part, pair[1].part, text, about=about, before=was.value, after=now.value)


def _moved(was: Promise, now: Promise) -> Rule:
    if was.ways < now.ways:
        return messages_rules.PROMISE_WIDENED
    return messages_rules.PROMISE_NARROWED if now.ways < was.ways else messages_rules.PROMISE_CHANGED


def _correlation(desk: Desk, about: str, pair: Two) -> None:
    was, now = (message.correlation for message in pair)
    if was is None and now is None:
        return
    if was is None or now is None:
        rule = messages_rules.CORRELATION_ADDED if was is None else messages_rules.CORRELATION_REMOVED
        desk.note(rule, was, now, f"the identifier that answers are matched by was {rule.action}", about=about)
    elif was.raw.get("location") != now.raw.get("location"):
        old, new = was.raw.get("location"), now.raw.get("location")
        text = f"the identifier that answers are matched by is at {new}, it was at {old}"
        desk.note(messages_rules.CORRELATION_CHANGED, was, now, text, about=about, before=old, after=new)
