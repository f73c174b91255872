"""Addresses in the scripts that containers run, and whom they wait for before they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_URL = re.compile(r"[A-Za-z][\w+.-]*://[^\s\"'<>|;&)\\]+")
_HOST_PORT = re.compile(r"(?<![\w./:@-])([A-Za-z][\w.-]*:\d{2,5})(?![\w.])")
_TOOLS = re.compile(
    r"\b(?:nslookup|getent\s+hosts|host|dig|ping(?:\s+-\w+(?:\s+\d+)?)*)\s+([A-Za-z][\w.-]*)"
    r"|\b(?:nc|ncat|netcat)\s+(?:-\S+\s+)*([A-Za-z][\w.-]*)\s+\d+"
    r"|/dev/tcp/([A-Za-z][\w.-]*)/\d+"
    r"|\b(?:pg_isready|mysqladmin|mysql|psql|redis-cli|mongo(?:sh)?|cqlsh|rabbitmqadmin)\b"
    r"[^;|&\n]{0,200}?\s(?:-h|--host[= ])\s*([A-Za-z][\w.-]*)"
)
_WAITS = re.compile(
    r"\b(?:until|while)\b(.*?)(?:\bdone\b|$)|\bwait[-_]?for[\w.-]*\b([^;&|\n]*)|\bdockerize\b([^;&|\n]*)", re.S
)
_LONGEST = 50_000  # characters of a script that are looked at
_NAMED = frozenset(["service", "job", "pod"])  # what the usual waiting images take before a name


def used(script: str) -> Iterator[str]:
    """The addresses in a script but those that it only waits for."""
    return addresses(_WAITS.sub(" ", script[:_LONGEST]))


def addresses(script: str) -> Iterator[str]:
    """URLs and `host:port` in a script, and the hosts that well-known tools are given."""
    script = script[:_LONGEST]
    yield from (found[0] for found in _URL.finditer(script))
    yield from (found[1] for found in _HOST_PORT.finditer(_URL.sub(" ", script)))
    for found in _TOOLS.finditer(script):
        yield next(filter(None, found.groups()))


def waits_for(words: Sequence[str]) -> list[str]:
    """Whom a command waits for: what the loops of its script ask, or what a tool that waits is given."""
    script = " ".join(words)[:_LONGEST]
    found = [each for loop in _WAITS.finditer(script) for each in addresses(next(filter(None, loop.groups()), ""))]
    return list(dict.fromkeys(found))


def waited_for(image: str, words: Sequence[str]) -> list[str]:
    """Whom a container waits for that does nothing else: its image may be one that waits by its own means."""
    if "wait" not in image:
        return waits_for(words)
    named = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _NAMED]
    return list(dict.fromkeys([*named, *addresses(" ".join(words))]))
