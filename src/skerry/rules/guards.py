"""What guards a call against the failure of what it calls, and how much of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from skerry.facts.fleet import Edge
from skerry.rules.side import Side

GUARDS = ("times-out", "retries", "breaks-circuit", "falls-back", "bulkhead")
_SETTINGS = frozenset([
    "", ".yaml", ".yml", ".json", ".properties", ".toml", ".env", ".conf", ".config", ".xml", ".ini", ".template", ".tpl", ".gradle",
    ".csproj", ".mod", ".txt",
])  # fmt: skip


def guarded(side: Side, edge: Edge) -> bool:
    """Whether anything is known to guard the call."""
    return any(side.fleet.has(edge.source, name, edge.target) for name in GUARDS)


def placed(edge: Edge) -> bool:
    """Whether it is known where in code the call is made, so that what stands around it can be told from what does not."""
    return any(PurePosixPath(witness.path).suffix.lower() not in _SETTINGS for witness in edge.evidence)


def guards_some(side: Side, name: str) -> bool:
    """Whether anything is known to guard some calls of a service."""
    return any(next(side.fleet.traits_of(name, guard), None) is not None for guard in GUARDS)


def passed_on(edge: Edge) -> bool:
    """Whether a reverse proxy makes the call: it is told so by its configuration, and gives up by itself."""
    return any(witness.reader == "proxy" for witness in edge.evidence)


def ends_by_default(side: Side, edge: Edge) -> float | None:
    """After how many seconds the client's library ends the call if nobody says otherwise; None where it waits, or is not known."""
    if edge.kind == "grpc":  # without a deadline it waits in every language
        return None
    found = [each for each in side.fleet.traits_of(edge.source, "ends-by-default") if each.other in {"", edge.target}]
    return max(_numbers(each.value for each in found), default=None)


def number(side: Side, edge: Edge, name: str) -> float | None:
    """The largest value of a trait of the call: of its own where it has one, else of all calls of the caller; None where none is known."""
    found = list(side.fleet.traits_of(edge.source, name))
    own = [trait for trait in found if trait.other == edge.target] or [trait for trait in found if not trait.other]
    return max(_numbers(trait.value for trait in own), default=None)


def _numbers(texts: Iterator[str]) -> Iterator[float]:
    for text in texts:
        try:
            yield float(text)
        except ValueError:
            continue


def seconds(length: float) -> str:
    """A time as a person writes it."""
    return f"{length:g} s" if length >= 1 else f"{1000 * length:g} ms"
