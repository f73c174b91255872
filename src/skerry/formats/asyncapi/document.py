"""An AsyncAPI document as a whole, whichever version: servers, channels with their messages, operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from skerry.formats import problems
from skerry.formats.asyncapi.channel import Channel, Parameter, parameter
from skerry.formats.asyncapi.fields import Fields
from skerry.formats.asyncapi.listed import Listed
from skerry.formats.asyncapi.message import Message
from skerry.formats.asyncapi.operation import Flow, Operation, Reply
from skerry.formats.asyncapi.server import Server, address_of, ways
from skerry.formats.asyncapi.version import Version, version_of
from skerry.formats.bundle import Bundle
from skerry.formats.document import Document, first
from skerry.formats.json_schema import Dialect, Part, Schemas
from skerry.formats.text import Text, unescaped
from skerry.kernel.problem import Problem

_VERBS = {"publish": Flow.RECEIVE, "subscribe": Flow.SEND}


class AsyncApi(Document):
    """A document; nothing is looked at before it is asked for."""

    def __init__(self, text: Text, version: Version, name: str, bundle: Bundle) -> None:
        super().__init__(text, version.dialect, name, bundle)
        self.version = version
        self._schemas: dict[Dialect, Schemas] = {version.dialect: self.schemas}

    @property
    def info(self) -> Mapping[str, Any]:
        """Title, version and the like."""
        found = self.raw.get("info")
        return found if isinstance(found, dict) else {}

    @property
    def default_type(self) -> str:
        """The media type of messages that say none."""
        found = self.raw.get("defaultContentType")
        return found if isinstance(found, str) else ""

    @cached_property
    def servers(self) -> dict[str, Server]:
        """By name."""
        return {name: self._server(name, part) for name, part in self._objects(self.root, "servers")}

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """By key, which in 2.x is the address."""
        return {key: self._channel(key, part) for key, part in self._objects(self.root, "channels")}

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """By key; in 2.x that is made of what the application does and the address."""
        if self.version is Version.V2:
            return {each.key: each for channel in self.channels.values() for each in self._old_operations(channel)}
        return {key: self._operation(key, self.follow(part)) for key, part in self._objects(self.root, "operations")}

    @cached_property
    def flows(self) -> dict[tuple[str, str], frozenset[Flow]]:
        """What the application does with each message, by the keys of channel and message; nothing where no operation says."""
        found: dict[tuple[str, str], set[Flow]] = {}
        for operation in self.operations.values():
            if operation.channel and operation.flow:
                for message in operation.messages:
                    found.setdefault((operation.channel.key, message.key), set()).add(operation.flow)
            reply = operation.reply
            if reply and reply.channel and operation.flow:
                for message in reply.messages:
                    found.setdefault((reply.channel.key, message.key), set()).add(operation.flow.other)
        return {key: frozenset(flows) for key, flows in found.items()}

    def schemas_in(self, dialect: Dialect) -> Schemas:
        """The schemas of the document that are written in a dialect."""
        if dialect not in self._schemas:
            self._schemas[dialect] = Schemas(self.raw, dialect, self.name, self.bundle)
            self._schemas[dialect].locate = self.span
        return self._schemas[dialect]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """References that lead nowhere, as far as they were followed."""
        found = [problem for schemas in self._schemas.values() for problem in schemas.problems]
        return tuple(dict.fromkeys(found))

    def _objects(self, holder: Part, key: str) -> Iterator[tuple[str, Part]]:
        raw = holder.raw.get(key)
        for name, each in raw.items() if isinstance(raw, dict) else ():
            if isinstance(each, dict) and not name.startswith("x-"):
                yield name, holder.below(key, name)

    def _server(self, name: str, part: Part) -> Server:
        part = self.follow(part)
        fields = Fields(self, self.version, part)
        protocol = str(part.raw.get("protocol", ""))
        return Server(name, part, fields, address_of(part.raw), protocol, ways(self, fields.at("security")))

    def _channel(self, key: str, part: Part) -> Channel:
        hops = self.hops(part)
        part = hops[-1]
        if self.version is Version.V2:
            address: str | None = key
            messages = self._old_messages(part)
        else:
            written = part.raw.get("address")
            address = written if isinstance(written, str) else None
            messages = {name: self._message(name, each) for name, each in self._objects(part, "messages")}
        fields = Fields(self, self.version, part)
        return Channel(key, address, hops, fields, self._on(part), self._parameters(part), messages)

    def _on(self, part: Part) -> tuple[str, ...]:
        raw = part.raw.get("servers")
        names = [each.get("$ref") if isinstance(each, dict) else each for each in raw] if isinstance(raw, list) else []
        return tuple(unescaped(name.rpartition("/")[2]) for name in names if isinstance(name, str))

    def _parameters(self, part: Part) -> dict[str, Parameter]:
        return {name: parameter(name, self.follow(each)) for name, each in self._objects(part, "parameters")}

    def _message(self, key: str, part: Part) -> Message:
        return Message(key, self.hops(part), self, self.version, self.default_type)

    def _old_messages(self, channel: Part) -> dict[str, Message]:
        """By name; where others say something else under a name that we use, that is told apart."""
        found: dict[str, Message] = {}
        for verb in _VERBS:
            for message in self._said(channel, verb):
                taken = found.get(message.key)
                other = taken is not None and taken.part.raw != message.part.raw
                key = f"{message.key} ({verb})" if other else message.key
                found.setdefault(key, Message(key, message.hops, self, self.version, self.default_type))
        return found

    def _said(self, channel: Part, verb: str) -> Iterator[Message]:
        """The messages of an operation of 2.x. Those without a name are called after the operation and their position."""
        held = channel.raw.get(verb)
        held = self.follow(channel.below(verb)) if isinstance(held, dict) else None
        if held is None or not isinstance(held.raw.get("message"), dict):
            return
        outer = held.below("message")
        target = self.follow(outer)
        several = isinstance(target.raw.get("oneOf"), list)
        parts = [target.below("oneOf", at) for at in range(len(target.raw["oneOf"]))] if several else [outer]
        for at, part in enumerate(parts):
            if isinstance(part.raw, dict):
                yield self._message(self._key(part, f"{verb}-{at + 1}" if several else verb), part)

    def _key(self, part: Part, otherwise: str) -> str:
        reference = part.raw.get("$ref")
        if isinstance(reference, str) and "/" in reference:
            return unescaped(reference.rpartition("/")[2])
        named = (part.raw.get(word) for word in ("messageId", "name"))
        return next((name for name in named if isinstance(name, str) and name), otherwise)

    def _old_operations(self, channel: Channel) -> Iterator[Operation]:
        for verb, flow in _VERBS.items():
            if isinstance(channel.part.raw.get(verb), dict):
                part = self.follow(channel.part.below(verb))
                fields = Fields(self, self.version, part)
                known = {message.part.place: message for message in channel.messages.values()}
                said = self._said(channel.part, verb)
                messages = tuple(known.get(each.part.place, channel.messages[each.key]) for each in said)
                security = ways(self, fields.at("security"))
                yield Operation(f"{flow} {channel.key}", flow, part, fields, channel, messages, security, None)

    def _operation(self, key: str, part: Part) -> Operation:
        fields = Fields(self, self.version, part)
        action = part.raw.get("action")
        flow = Flow(action) if action in ("send", "receive") else None
        channel = self._listed.channel(part)
        messages = self._listed.messages(part, channel)
        reply = fields.object("reply")
        answer = self._reply(reply) if reply else None
        return Operation(key, flow, part, fields, channel, messages, ways(self, fields.at("security")), answer)

    def _reply(self, part: Part) -> Reply:
        channel = self._listed.channel(part)
        address = self.follow(part.below("address")).raw if isinstance(part.raw.get("address"), dict) else {}
        return Reply(part, str(address.get("location", "")), channel, self._listed.messages(part, channel))

    @cached_property
    def _listed(self) -> Listed:
        return Listed(self, self.channels)


def async_api(bundle: Bundle) -> tuple[AsyncApi | None, tuple[Problem, ...]]:
    """The document that a bundle names first, and what is wrong with it; None where it cannot be used."""
    text, found = first(bundle)
    if text is None:
        return None, found
    version = version_of(text.value) if isinstance(text.value, dict) else None
    if version is None:
        what = "this version of AsyncAPI is not known"
        instead = "Skerry reads 2.0 to 2.6, 3.0 and 3.1; write `asyncapi: 3.0.0` at the top."
        return None, (*found, Problem(problems.UNKNOWN, what, text.span("/asyncapi"), instead=instead))
    return AsyncApi(text, version, bundle.names[0], bundle), found
