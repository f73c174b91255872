"""Nodes that are missing, unexpected or renamed, and what is said of those that both have."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.rules.drift import names
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides


def differences(sides: Sides) -> Iterator[Difference]:
    """Node by node."""
    yield from _renamed(sides)
    for name, node in sides.missing.items():
        if sides.found.denies("nodes") or sides.found.watched:
            note = not sides.found.denies("nodes")
            message = f"{_what(node)} {name} was not found"
            yield Difference(Kind.MISSING, _what(node), name, message, name, "", node.evidence, note=note)
    for name, node in sides.unexpected.items():
        if sides.wanted.denies("nodes"):
            message = f"{_what(node)} {name} is not declared"
            yield Difference(Kind.UNEXPECTED, _what(node), name, message, "", name, seen=node.evidence)
    renamed = {each.wanted for each in sides.renamed}
    for name, (mine, theirs) in sides.pairs.items():
        yield from _values(sides, name, mine, theirs, renamed=name in renamed)


def _what(node: Node) -> str:
    return node.role if node.role in {"broker", "gateway"} else "service"


def _renamed(sides: Sides) -> Iterator[Difference]:
    for each in sides.renamed:
        mine, theirs = sides.pairs[each.wanted]
        message = f"{_what(mine)} {each.wanted} is called {each.found}: it {each.why}"
        yield Difference(
            Kind.RENAMED, _what(mine), each.wanted, message, each.wanted, each.found, mine.evidence, theirs.evidence
        )


def _values(sides: Sides, name: str, mine: Node, theirs: Node, *, renamed: bool) -> Iterator[Difference]:
    for kind, what, wanted, found in _said(sides, name, mine, theirs, renamed=renamed):
        message = f"{what} of {name} is {found}, not {wanted}"
        yield Difference(kind, what, name, message, wanted, found, mine.evidence, theirs.evidence)


def _said(sides: Sides, name: str, mine: Node, theirs: Node, *, renamed: bool) -> Iterator[tuple[Kind, str, str, str]]:
    if mine.role == theirs.role == "broker" and mine.technology and theirs.technology not in {"", mine.technology}:
        yield Kind.KIND, "broker", mine.technology, theirs.technology
    if mine.owner and theirs.owner and names.folded(mine.owner) != names.folded(theirs.owner):
        yield Kind.OWNER, "team", mine.owner, theirs.owner
    if set(mine.ports) - set(theirs.ports) and set(theirs.ports) - set(
        mine.ports
    ):  # one that is only gone may be a manifest less
        yield Kind.PORT, "port", _numbers(mine.ports), _numbers(theirs.ports)
    if not renamed and (image := _image(mine.image, theirs.image)):
        yield image
    if mine.replicas and theirs.replicas and mine.replicas != theirs.replicas:
        yield Kind.REPLICAS, "replicas", str(mine.replicas), str(theirs.replicas)


def _image(mine: str, theirs: str) -> tuple[Kind, str, str, str] | None:
    """Another repository, or another version where both say one. A registry in front is a matter of where it runs."""
    one, other = names.repository(mine), names.repository(theirs)
    if not one or not other:
        return None
    if one != other and not other.endswith(f"/{one}") and not one.endswith(f"/{other}"):
        return Kind.VERSION, "image", mine, theirs
    if names.tag(mine) and names.tag(theirs) and names.tag(mine) != names.tag(theirs):
        return Kind.VERSION, "version", names.tag(mine), names.tag(theirs)
    return None


def _numbers(ports: tuple[int, ...]) -> str:
    return ", ".join(map(str, ports))
