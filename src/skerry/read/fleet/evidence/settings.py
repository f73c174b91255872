"""Addresses in what manifests give to a node: environment variables, arguments, and what they depend on or are linked to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTHS = {"env": 0.89, "shared": 0.4, "depends_on": 0.45, "links": 0.7, "logging": 0.95}


def find(ground: Ground) -> Iterator[Link]:
    """A link for every address among the settings, and a weak one for every dependency on the order of start."""
    for node, parts in ground.parts.items():
        for setting in ground.settings(node):
            for target in ground.addresses.of(setting.value):
                shown = f"{setting.key}={setting.value}"
                yield Link(node, target, replace(setting.witness, text=shown, strength=STRENGTHS.get(setting.how, 0.5)))
        for part in parts:
            for pointer in part.pointers:
                strength = STRENGTHS.get(pointer.witness.reader, 0.5)
                for target in ground.addresses.of(pointer.target):
                    yield Link(node, target, replace(pointer.witness, strength=strength), pointer.kind)
