"""Servers (brokers, mostly) before and after."""

from __future__ import annotations

from typing import Any

from skerry.contracts.diff.asyncapi.bindings import compare_bindings
from skerry.contracts.diff.asyncapi.desk import Desk
from skerry.contracts.diff.asyncapi.pairs import paired
from skerry.contracts.diff.asyncapi.rules import servers as servers_rules
from skerry.contracts.diff.asyncapi.security import compare_security
from skerry.formats.asyncapi import Server


def compare_servers(desk: Desk) -> None:
    """Servers that came and went, and what changed in those that stayed."""
    pairs, gone, new = paired(
        desk.before.servers, desk.after.servers, lambda each: each.name, lambda each: (each.address, each.protocol)
    )
    for server in gone:
        desk.note(
            servers_rules.BROKER_REMOVED,
            server.part,
            None,
            f"the server {server.name} was removed",
            before=server.address,
        )
    for was, now in pairs:
        if was.name != now.name or not desk.same(was.part, now.part):
            _compare(desk, was, now)
    for server in new:
        desk.note(
            servers_rules.BROKER_ADDED, None, server.part, f"the server {server.name} was added", after=server.address
        )


def _compare(desk: Desk, was: Server, now: Server) -> None:
    parts = (was.part, now.part)
    for rule, word, old, new in (
        (servers_rules.BROKER_RENAMED, "called", was.name, now.name),
        (servers_rules.BROKER_MOVED, "at", was.address, now.address),
        (servers_rules.PROTOCOL_CHANGED, "spoken to in", was.protocol, now.protocol),
        (servers_rules.PROTOCOL_VERSION_CHANGED, "of protocol version", _version(was), _version(now)),
    ):
        if old != new:
            text = f"the server {was.name} is {word} {new or 'none'}, it was {old or 'none'}"
            desk.note(rule, *parts, text, before=old, after=new)
    for name in was.variables.keys() & now.variables.keys():
        _variable(desk, was, now, name)
    security = [(server.fields.at("security") or server.part, server.security) for server in (was, now)]
    compare_security(desk, "broker", f"the server {now.name}", security[0], security[1])
    compare_bindings(desk, f"the server {now.name}", was.fields, now.fields)


def _version(server: Server) -> str:
    return str(server.part.raw.get("protocolVersion") or "")


def _variable(desk: Desk, was: Server, now: Server, name: str) -> None:
    one, other = was.variables[name], now.variables[name]
    before, after = _values(one), _values(other)
    parts = (was.part.below("variables", name), now.part.below("variables", name))
    if before != after:
        narrower = after is not None and (before is None or not before <= after)
        rule = servers_rules.VARIABLE_NARROWED if narrower else servers_rules.VARIABLE_WIDENED
        text = f"the server {now.name} takes {'fewer' if narrower else 'more'} values for {name}"
        desk.note(rule, *parts, text, before=one.get("enum"), after=other.get("enum"))
    if one.get("default") != other.get("default"):
        text = f"the server {now.name} takes {other.get('default')} for {name} if nothing is said"
        desk.note(servers_rules.VARIABLE_CHANGED, *parts, text, before=one.get("default"), after=other.get("default"))


def _values(raw: dict[str, Any]) -> set[str] | None:
    written = raw.get("enum")
    return set(map(str, written)) if isinstance(written, list) and written else None
