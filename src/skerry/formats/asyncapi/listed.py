"""Which channel and messages an operation of 3.x means, by the places its references lead over."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from skerry.formats.asyncapi.channel import Channel
from skerry.formats.asyncapi.message import Message
from skerry.formats.document import Document
from skerry.formats.json_schema import Part, Place
from skerry.formats.text import unescaped


class Listed:
    """The channels of a document by all places that lead to them."""

    def __init__(self, document: Document, channels: Mapping[str, Channel]) -> None:
        self._document = document
        self._channels = channels

    @cached_property
    def _by_place(self) -> dict[Place, Channel]:
        found: dict[Place, Channel] = {}
        for channel in self._channels.values():
            for hop in channel.hops:
                found.setdefault(hop.place, channel)
        return found

    @cached_property
    def _by_address(self) -> dict[str, Channel]:
        return {channel.address: channel for channel in self._channels.values() if channel.address is not None}

    def channel(self, holder: Part) -> Channel | None:
        """The channel of an operation or a reply; one that stands there in full is known by its address."""
        if not isinstance(holder.raw.get("channel"), dict):
            return None
        hops = self._document.hops(holder.below("channel"))
        found = next((self._by_place[hop.place] for hop in hops if hop.place in self._by_place), None)
        return found or self._by_address.get(str(hops[-1].raw.get("address")))

    def messages(self, holder: Part, channel: Channel | None) -> tuple[Message, ...]:
        """The messages of an operation or a reply: those it lists, else all of its channel."""
        if channel is None:
            return ()
        listed = holder.raw.get("messages")
        if not isinstance(listed, list):
            return tuple(channel.messages.values())
        found = [
            self._message(holder.below("messages", at), channel)
            for at, raw in enumerate(listed)
            if isinstance(raw, dict)
        ]
        return tuple(message for message in found if message is not None)

    def _message(self, part: Part, channel: Channel) -> Message | None:
        """Through the channel, even where that is a reference itself; else by the places the reference leads over, or by name."""
        reference = str(part.raw.get("$ref"))
        for hop in channel.hops:
            start = f"{hop.place.document}#{hop.place.pointer}/messages/"
            if reference.startswith(start) and (
                found := channel.messages.get(unescaped(reference.removeprefix(start)))
            ):
                return found
        hops = self._document.hops(part)
        places = {hop.place for hop in hops}
        met = (each for each in channel.messages.values() if any(hop.place in places for hop in each.hops))
        named = (each for each in channel.messages.values() if each.name == hops[-1].raw.get("name"))
        return next(met, next(named, None))
