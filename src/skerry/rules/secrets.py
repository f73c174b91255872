"""Secrets in plain text, parted by what the file is for: to run the system, or to try it out on the machine of a developer."""

from __future__ import annotations

import re

from msgspec.structs import replace

from skerry.facts.fleet import Node, Trait
from skerry.rules.side import Side

# A compose file, a profile or a folder for development; not where the name says that it is what customers use.
_TRIED = re.compile(
    r"(?i)(?:^|/)(?:docker-|podman-)?compose(?:[\w.-]*|/[\w.-]+)\.ya?ml$|[-_.](?:dev|development|local|localhost|test|demo)\.\w+$"
    r"|(?:^|/)(?:dev|development|local|localdev|demo|tests?|examples?|load-?gen\w*)/|(?:^|/)launchSettings\.json$|(?:^|/)\.env[\w.]*$"
)
_SHOWN = re.compile(
    r"(?i)(?:test|demo|default|example|sample|dummy|fake)(?![a-z])|(?:test|demo|example|sample)(?=user|login|pass)"
)
_USED = re.compile(r"(?i)(?:^|[/._-])(?:prod|production|live|staging)(?:[/._-]|$)")


def written(side: Side, node: Node, *, tried: bool) -> list[Trait]:
    """The secrets of a node that stand in files which are only there to try it out (`tried`), or else in others, with only these places."""
    found = []
    for trait in side.fleet.traits_of(node.name, "literal-secret"):
        used = tuple(each for each in trait.evidence if not _is_tried(trait.value, each.path))
        if tried and not used:
            found.append(trait)
        elif used and not tried:
            found.append(replace(trait, evidence=used))
    return found


def named(traits: list[Trait]) -> str:
    """The keys of some secrets, as far as they are known: a colon and three of them."""
    keys = ", ".join(sorted({trait.value for trait in traits if trait.value})[:3])
    return f": {keys}" if keys else ""


def _is_tried(key: str, path: str) -> bool:
    return bool(_SHOWN.match(key) or _TRIED.search(path)) and not _USED.search(path)
