"""Passwords, keys and tokens that stand in configuration or code as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.data.connections import embedded
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._stand import Stand
from skerry.read.manifests import Property

_NAME = (
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|api_?key|access_?key|private_?key|client_?secret|auth_?token|signing_?key)"
)
_KEY = re.compile(rf"(?i)(?:^|[._-]|[a-z])?{_NAME}$")
_CODE = re.compile(rf"""(?i)\b\w*{_NAME}\w{{0,12}}["']?\s*(?::=|=|:|=>)\s*(["'])(?P<value>[^"'\s${{}}<>%]{{3,80}})\1""")
_USERINFO = re.compile(r"""[a-z][\w+.-]*://[^\s:/@"'$]{1,60}:(?P<value>[^\s@/"'${}]{2,60})@[\w.-]+""")
_CONNECTION = re.compile(r"""(?i)(?:^|;)\s*(?:password|pwd)\s*=\s*(?P<value>[^;"'\s${}]{2,60})\s*(?:;|$)""")
_QUOTED = re.compile(
    r"""(?i)["'](?:[^"'\n]{0,300};)?\s*(?:password|pwd)\s*=\s*(?P<value>[^;"'\s${}]{2,60})\s*(?:;|["'])"""
)
_WORDS = frozenset(
    ["password", "Password", "passwd", "PASSWORD", "secret", "Secret", "SECRET", "apiKey", "api_key", "API_KEY", "pwd", "Pwd",
     "clientSecret", "client_secret", "privateKey", "accessKey", "signingKey", "token"]
)  # fmt: skip
_NOT = re.compile(
    r"(?i)^(true|false|yes|no|on|off|[01]|null|none|nil|undefined|string|password|required|optional|\*+|x+|\.+|changeme\?|empty|(?:sk-)?dummy.*|fake.*|placeholder|todo|no-?key|not-?needed|your[\w-]*|<.*|\{.*|\$.*|%.*|@.*|"
    r"env|text|hidden|invalid|incorrect|file:.*|/[\w/.-]+|[\w.]+\(.*)$"
)
_MOST = 20  # of a file


def find(stand: Stand) -> Iterator[Trait]:
    """From settings, manifests' environment, URLs with a password in them, and code. The secret itself is not shown."""
    for node in stand.nodes:
        for setting in stand.ground.settings(node.name):
            if (
                _is_secret(setting.key, setting.value)
                or _USERINFO.search(setting.value)
                or _CONNECTION.search(setting.value)
            ):
                witness = setting.witness
                yield Trait(
                    node.name,
                    "literal-secret",
                    "",
                    setting.key,
                    (Witness(witness.path, witness.line, "secrets", setting.key),),
                )
        for file in stand.files(node.name):
            rows = stand.properties(file) if file.kind == "config" else ()
            found = _settings(rows) if rows else _literals(file) if file.kind != "build" else ()
            for name, line in found:
                yield Trait(node.name, "literal-secret", "", name, (Witness(file.path, line, "secrets", name),))


def _settings(rows: Sequence[Property]) -> Iterator[tuple[str, int]]:
    """Those among some settings; not the password of a database inside the process, which nobody else can reach."""
    inside = {row.key.rpartition(".")[0] for row in rows if row.key.endswith(".url") and embedded(row.value)}
    for row in rows:
        if row.key.rpartition(".")[0] in inside:
            continue
        if _is_secret(row.key, row.value) or _USERINFO.search(row.value) or _CONNECTION.search(row.value):
            yield row.written, row.line


def _is_secret(name: str, value: str) -> bool:
    return (bool(value) and bool(_KEY.search(name)) and not _NOT.match(value)) or _weakly(name, value)


def _weakly(name: str, value: str) -> bool:
    """A password that is the word `password` is one."""
    return bool(_KEY.search(name)) and value.lower() in {"password", "secret", "changeme"}


def _literals(file: File) -> Iterator[tuple[str, int]]:
    if file.kind != "config" and not _WORDS & file.words and "://" not in file.text:
        return
    count = 0
    for pattern in (_CODE, _USERINFO, _QUOTED):
        for found in pattern.finditer(file.text):
            if count < _MOST and not _NOT.match(found["value"]) and not file.is_comment(found.start()):
                count += 1
                yield re.split(r"[\s:=]", found[0].strip("\"'"))[0].strip("\"'")[:40], file.line(found.start())
