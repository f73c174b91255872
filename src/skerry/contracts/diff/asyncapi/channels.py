"""Channels before and after: addresses, their parameters, the servers they are on, their messages."""

from __future__ import annotations

from skerry.contracts.change import Direction
from skerry.contracts.diff.asyncapi.bindings import compare_bindings
from skerry.contracts.diff.asyncapi.desk import Desk, named
from skerry.contracts.diff.asyncapi.messages import compare_messages, removed
from skerry.contracts.diff.asyncapi.pairs import paired
from skerry.contracts.diff.asyncapi.rules import channels as channels_rules
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.formats.asyncapi import Channel, Parameter, Server, placeholders


def compare_channels(desk: Desk) -> tuple[tuple[Channel, Channel], ...]:
    """Channels that came and went, and what changed in those that stayed, which are the result."""
    pairs, gone, new = paired(
        desk.before.channels,
        desk.after.channels,
        lambda each: (each.key, each.address),
        lambda each: each.address,
        lambda each: each.key,
        lambda each: each.template if each.address else None,
    )
    for channel in gone:
        _removed(desk, channel)
    for was, now in pairs:
        _compare(desk, was, now)
    for channel in new:
        desk.note(channels_rules.CHANNEL_ADDED, None, channel.part, "the channel was added", about=named(channel))
    return tuple(pairs)


def _removed(desk: Desk, channel: Channel) -> None:
    """With its one message as what it is about, or else with each of its messages, so that those who hear them are found."""
    messages = list(channel.messages.values())
    only = messages[0] if len(messages) == 1 else None
    desk.note(channels_rules.CHANNEL_REMOVED, channel.part, None, "the channel was removed", about=named(channel, only))
    for message in messages if only is None else ():
        removed(desk, channel, message)


def _compare(desk: Desk, was: Channel, now: Channel) -> None:
    about = named(now, next(iter(now.messages.values())) if len(now.messages) == 1 else None)
    _address(desk, was, now)
    renamed = _parameters(desk, about, was, now)
    if was.key != now.key and was.address == now.address and desk.before.version is desk.after.version:
        text = f"the channel is written under {now.key}, it was {was.key}"
        desk.note(channels_rules.CHANNEL_RENAMED, was.part, now.part, text, about=about, before=was.key, after=now.key)
    elif renamed and was.template == now.template:
        text = f"the parameters are called {', '.join(renamed.values())}, they were {', '.join(renamed)}"
        desk.note(channels_rules.PARAMETER_RENAMED, was.part, now.part, text, about=about)
    _servers(desk, about, was, now)
    compare_bindings(desk, about, was.fields, now.fields)
    compare_messages(desk, was, now)


def _address(desk: Desk, was: Channel, now: Channel) -> None:
    old, new = (channel.address for channel in (was, now))
    if old != new and (old is None or new is None or was.template != now.template):
        text = f"the address is {new or 'known at run time alone'}, it was {old or 'known at run time alone'}"
        sides = (was.part, now.part)
        desk.each(channels_rules.ADDRESS_CHANGED, sides, text, now, now.messages.values(), before=old, after=new)


def _parameters(desk: Desk, about: str, was: Channel, now: Channel) -> dict[str, str]:
    """What happened to parameters; those that only have another name are the result, as names before and after."""
    renamed = _renamed(was, now)
    for name, one in was.parameters.items():
        other = now.parameters.get(renamed.get(name, name))
        if other is None:
            desk.note(
                channels_rules.PARAMETER_REMOVED, one.part, None, f"the parameter {name} was removed", about=about
            )
        elif not desk.same(one.part, other.part):
            _parameter(desk, about, one, other)
    for name, new in now.parameters.items():
        if name not in was.parameters and name not in renamed.values():
            desk.note(channels_rules.PARAMETER_ADDED, None, new.part, f"the parameter {name} was added", about=about)
    return renamed


def _renamed(was: Channel, now: Channel) -> dict[str, str]:
    if was.template != now.template:
        return {}
    pairs = zip(placeholders(was.name), placeholders(now.name), strict=True)
    return {old: new for old, new in pairs if old != new}


def _parameter(desk: Desk, about: str, was: Parameter, now: Parameter) -> None:
    if was.location != now.location:
        text = f"the parameter {now.name} stands at {now.location or 'no place'} of a message, it was {was.location or 'none'}"
        parts = (was.part, now.part)
        desk.note(channels_rules.LOCATION_CHANGED, *parts, text, about=about, before=was.location, after=now.location)
    comparison = desk.comparison(desk.before.version.dialect, desk.after.version.dialect)
    setting = Setting(
        Direction.IN,
        "channel-parameter",
        desk.before.span,
        desk.after.span,
        operation=about,
        field=(now.name,),
        named=f"the parameter {now.name}",
        witnesses=desk.options.witnesses,
        textual=True,
    )
    before, after = desk.before.shape(was.schema), desk.after.shape(now.schema)
    desk.changes.extend(schema_changes(comparison, before, after, setting))


def _servers(desk: Desk, about: str, was: Channel, now: Channel) -> None:
    """Names of servers that stayed under another name count as the same."""
    before = {server.address for server in _on(desk.before.servers, was.servers)}
    after = {server.address for server in _on(desk.after.servers, now.servers)}
    known = {server.address for server in desk.after.servers.values()}
    lost, won = (before - after) & known, (after - before) & {each.address for each in desk.before.servers.values()}
    if lost:
        text = f"the channel is no longer on {', '.join(sorted(lost))}"
        desk.note(channels_rules.CHANNEL_SERVERS_NARROWED, was.part, now.part, text, about=about)
    elif won:
        text = f"the channel is on {', '.join(sorted(won))} too"
        desk.note(channels_rules.CHANNEL_SERVERS_WIDENED, was.part, now.part, text, about=about)


def _on(servers: dict[str, Server], names: tuple[str, ...]) -> list[Server]:
    return [server for name, server in servers.items() if not names or name in names]
