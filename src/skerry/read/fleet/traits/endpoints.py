"""Addresses that stand in code: an IP, a host with its port, a URL of a node of the fleet. Configuration is where they belong.

What is only compared (a token's issuer, an origin that may ask) and what is built for debugging alone is none.
The value is '' for a literal, and `weak` for a name without a port, or one that is only used where the environment does not say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.evidence._keys import is_called
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._stand import Stand
from skerry.read.fleet.traits.discovery import by_registry

_LITERAL = re.compile(
    r"""(["'`])(?P<url>(?:https?|grpc|amqps?|mongodb(?:\+srv)?|redis|postgres(?:ql)?|mysql|nats|kafka|tcp|wss?|jdbc:\w+)://)?"""
    r"""(?P<host>\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z][A-Za-z0-9_.-]{1,80})(?P<port>:\d{2,5})?(?P<rest>/[^"'`\s]*)?\1"""
)
_DEFAULT = re.compile(
    r"(?i)environ|getenv|process\.env|\benv\s*[\[.(]|GetEnvironmentVariable|env::var|unwrap_or|\bargv\b|\bflag\.\w+\(|add_argument|"
    r"\bdefault\w*\s*[=:(]|\|\||\?\?|@Value|\$\{|\bconfig(?:uration)?\s*[\[.(]|viper\.|\?:"
)
_ENVIRONMENT = re.compile(r"(?i)environ|getenv|process\.env|\benv\[|GetEnvironmentVariable|env::var")
_NOT_HOSTS = re.compile(
    r"(?i)^(localhost|127\.0\.0\.1|0\.0\.0\.0|255\.\S*|::1|example\.\w+|.*\.(example|test|invalid)|schemas?\..*|www\.w3\.org)$"
)
# An issuer's address is compared with what a token says. Spring's `issuer-uri` is asked for keys, and stands in configuration.
_COMPARED = re.compile(r"(?i)issuers?\b|audiences?\b|\biss\b|origins?\b")
_DIRECTIVE = re.compile(r"(?m)^[ \t]*#[ \t]*(if|elif|else|endif)\b[ \t]*(.*)$")
_DEBUG = re.compile(r"^\(?\s*DEBUG\b(?!.*\|\|)")
_NO_ADDRESS = re.compile(r"^\d+\.\d+\.\d+\.\d+$")
_MOST = 20  # of a file


def find(stand: Stand) -> Iterator[Trait]:
    """For each node, of its own code and of code that it is built with. A bare name is none where a registry is asked for it."""
    asking = by_registry(stand)
    for node in stand.nodes:
        for file in stand.code(node.name):
            yield from _in(stand, node.name, file, node.name in asking)


def _in(stand: Stand, node: str, file: File, asks: bool) -> Iterator[Trait]:
    count = 0
    debug = _debug_only(file.text) if file.kind == "csharp" else []
    for found in _LITERAL.finditer(file.text):
        if count >= _MOST:
            return
        host = found["host"]
        ip = bool(_NO_ADDRESS.match(host))
        addressed = bool(found["url"] or found["port"])
        if not (ip or addressed or _ENVIRONMENT.search(file.line_of(found.start()))) or _NOT_HOSTS.match(host):
            continue
        if ip and not _is_ip(host, addressed):
            continue
        other = "" if ip else stand.ground.addresses.named(host)
        if (not ip and not other) or other == node or file.is_comment(found.start()):
            continue
        if asks and not ip and not found["port"]:
            continue
        statement = _statement(file, found.start())
        if _COMPARED.search(statement) or not is_called(statement):
            continue
        if any(begin <= found.start() < end for begin, end in debug):
            continue
        count += 1
        weak = "weak" if not ip and (not found["port"] or _DEFAULT.search(statement)) else ""
        yield Trait(node, "literal-endpoint", other, weak, (file.witness(found.start(), "endpoints"),))


def _debug_only(text: str) -> list[tuple[int, int]]:
    """Where the parts of C# begin and end that `#if DEBUG` takes into no release."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []  # of each `#if` around, where a part for debugging began; -1 for another part
    for each in _DIRECTIVE.finditer(text):
        if each[1] != "if" and opened and (begin := opened.pop()) >= 0:
            found.append((begin, each.start()))
        if each[1] != "endif":
            opened.append(each.end() if each[1] != "else" and _DEBUG.match(each[2]) else -1)
    return found


def _statement(file: File, at: int) -> str:
    """The line of a position, with the one above where it goes on with it."""
    line = file.line_of(at)
    begin = at - len(file.text[:at].rpartition("\n")[2])
    return file.line_of(begin - 1) + line if line.lstrip().startswith((".", "?", "|", ":")) and begin else line


def _is_ip(host: str, addressed: bool) -> bool:
    """A dotted number that can be an address and no version: private, or with a scheme or port around it."""
    numbers = [int(part) for part in host.split(".")]
    private = numbers[0] == 10 or numbers[:2] == [192, 168] or (numbers[0] == 172 and 16 <= numbers[1] < 32)
    return all(number < 256 for number in numbers) and (addressed or private) and numbers[0] > 0
