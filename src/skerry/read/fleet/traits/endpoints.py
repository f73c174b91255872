"""Addresses that stand in code: an IP, a host with its port, a URL of a node of the fleet. Configuration is where they belong.

The value is '' for a literal, and `weak` for a name that is only used where the environment does not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._stand import Stand

_LITERAL = re.compile(
    r"""(["'`])(?P<url>(?:https?|grpc|amqps?|mongodb(?:\+srv)?|redis|postgres(?:ql)?|mysql|nats|kafka|tcp|wss?|jdbc:\w+)://)?"""
    r"""(?P<host>\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z][A-Za-z0-9_.-]{1,80})(?P<port>:\d{2,5})?(?P<rest>/[^"'`\s]*)?\1"""
)
_DEFAULT = re.compile(
    r"""(?i)env|getenv|config|\boption|settings|flag\.|\bparser?\.|argv|default|\|\||\?\?|@Value|\$\{|properties|\bconst\b.*=\s*process"""
)
_NOT_HOSTS = re.compile(
    r"(?i)^(localhost|127\.0\.0\.1|0\.0\.0\.0|255\.\S*|::1|example\.\w+|.*\.(example|test|invalid)|schemas?\..*|www\.w3\.org)$"
)
_NO_ADDRESS = re.compile(r"^\d+\.\d+\.\d+\.\d+$")
_MOST = 20  # of a file


def find(stand: Stand) -> Iterator[Trait]:
    """For each node, of its own code and of code that it is built with."""
    for node in stand.nodes:
        for file in stand.code(node.name):
            yield from _in(stand, node.name, file)


def _in(stand: Stand, node: str, file: File) -> Iterator[Trait]:
    count = 0
    for found in _LITERAL.finditer(file.text):
        if count >= _MOST:
            return
        host = found["host"]
        ip = bool(_NO_ADDRESS.match(host))
        if not (ip or found["url"] or found["port"]) or _NOT_HOSTS.match(host):
            continue
        if ip and not _is_ip(host, bool(found["url"] or found["port"])):
            continue
        other = "" if ip else stand.ground.addresses.named(host)
        if (not ip and not other) or other == node or file.is_comment(found.start()):
            continue
        count += 1
        line = file.line_of(found.start())
        weak = "weak" if not ip and _DEFAULT.search(line) else ""
        yield Trait(node, "literal-endpoint", other, weak, (file.witness(found.start(), "endpoints"),))


def _is_ip(host: str, addressed: bool) -> bool:
    """A dotted number that can be an address and no version: private, or with a scheme or port around it."""
    numbers = [int(part) for part in host.split(".")]
    private = numbers[0] == 10 or numbers[:2] == [192, 168] or (numbers[0] == 172 and 16 <= numbers[1] < 32)
    return all(number < 256 for number in numbers) and (addressed or private) and numbers[0] > 0
