"""Modules of ours with which two nodes or more are built, so that they can't be changed for one alone. The value is the module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._modules import Use
from skerry.read.fleet.traits._stand import Stand


def find(stand: Stand) -> Iterator[Trait]:
    """For each node that uses a shared module. What is generated of a contract is shared by all who speak it, and is left out."""
    by_module: dict[str, list[Use]] = defaultdict(list)
    for use in stand.uses():
        if not use.generated:
            by_module[use.folder].append(use)
    for uses in by_module.values():
        if len({use.node for use in uses}) > 1:
            for use in uses:
                yield Trait(use.node, "shares-library", "", use.name, (use.witness,))
