"""Who sends or receives messages uses the broker that they go through, where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from skerry.read.fleet.evidence._channels import channels
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.9


def find(ground: Ground) -> Iterator[Link]:
    """A link for every channel whose broker is known."""
    for channel in ground.derived(channels):
        if channel.broker and channel.broker != channel.node:
            for witness in channel.evidence[:1]:
                text = f"{channel.direction} {channel.topic}"
                yield Link(
                    channel.node,
                    channel.broker,
                    replace(witness, reader="messaging", text=text, strength=STRENGTH * witness.strength),
                    "async",
                )
