"""Variables that are named after who is meant, and whose values no manifest of the tree gives: `CART_HOST`, `REDIS_SERVICE_HOST`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence._keys import core, is_called, reads
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.passages import is_comment, line_at
from skerry.read.fleet.programs import Programs
from skerry.read.sources import SourceFile

STRENGTH = 0.85  # measured on twelve fleets: 12 of 12

_VARIABLE = re.compile(
    r"(?<![A-Za-z0-9_])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?)_(?:SERVICE_HOST|BASE_URL|HOSTNAME|HOST|URL|URI|ADDRESS|ADDR|ENDPOINT|SERVER)"
    r"(?![A-Za-z0-9_])"
)


def find(ground: Ground) -> Iterator[Link]:
    """A link for each variable of an unknown value that a node reads, and that bears the name of one other node."""
    programs = ground.derived(Programs)
    names: dict[str, set[str]] = defaultdict(set)
    for each in ground.nodes:
        names[core(each.name)].add(each.name)
    for node in ground.parts:
        known = {setting.key for setting in ground.settings(node)}
        for file in (*programs.code(node), *programs.config(node)):
            yield from _of_file(ground, node, file, known, names)


def _of_file(
    ground: Ground, node: str, file: SourceFile, known: set[str], names: dict[str, set[str]]
) -> Iterator[Link]:
    text = ground.texts.code(file.path)
    for found in _VARIABLE.finditer(text):
        meant = names.get(core(found[1]), ())
        if len(meant) == 1 and found[0] not in known and node not in meant:
            before = text[max(text.rfind("\n", 0, found.start()) + 1, found.start() - 120) : found.start()]
            is_read = (reads(before) or before.endswith(("${", "$"))) and is_called(before)
            if is_read and not is_comment(text, found.start(), file.extension):
                witness = Witness(file.path, line_at(text, found.start()), "variable", found[0], STRENGTH)
                yield Link(node, next(iter(meant)), witness)
