"""Relations of the context map: `orders -> catalog` (downstream -> upstream) and how the two relate, `open-host, published-language`."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.kernel.words import nearest
from skerry.model.terms.scan import Scanner, TermError, whole

KINDS = {
    "customer-supplier": "the upstream team plans for what the downstream team needs",
    "conformist": "the downstream team takes the upstream model as it is",
    "anticorruption-layer": "the downstream team translates the upstream model into its own",
    "open-host": "the upstream team offers one protocol to all comers",
    "published-language": "both speak a documented language that neither changes alone",
    "partnership": "the two teams succeed or fail together and plan as one",
    "shared-kernel": "the two share a small part of their model and its code",
    "separate-ways": "the two have decided not to integrate",
}


@dataclass(frozen=True, slots=True)
class Link:
    """Two contexts: `downstream` depends on `upstream`."""

    downstream: str
    upstream: str

    def __str__(self) -> str:
        return f"{self.downstream} -> {self.upstream}"


@dataclass(frozen=True, slots=True)
class Kinds:
    """How they relate; at least one of `KINDS`."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.words)


def parse(text: str) -> Link:
    """Reads `orders -> catalog`."""
    return whole(text, _link)


def _link(scanner: Scanner) -> Link:
    downstream = scanner.word("the downstream context")
    scanner.need("->")
    return Link(downstream, scanner.word("the upstream context"))


def parse_kinds(text: str) -> Kinds:
    """Reads `open-host, published-language`."""
    return whole(text, _kinds)


def _kinds(scanner: Scanner) -> Kinds:
    found = [_kind(scanner)]
    while scanner.take(","):
        found.append(_kind(scanner))
    return Kinds(tuple(found))


def _kind(scanner: Scanner) -> str:
    start = scanner.at
    word = scanner.word("a relation")
    if word not in KINDS:
        raise TermError(f"there is no relation `{word}`", start, nearest(word, KINDS) or f"one of {', '.join(KINDS)}")
    return word
