"""Configuration keys that C# code reads: IConfiguration, options bound to a section, environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import ConfigKey
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "dotnet_config"
_TYPES = re.compile(r"\b(IConfiguration\w*|ConfigurationManager|ConfigurationRoot|NameValueCollection)\b")
_NAMED = re.compile(r"(?i)(^|[._])(configuration(manager)?|config|appsettings|connectionstrings)$")
_ASKS = ("[]", "GetValue", "GetSection", "GetRequiredSection", "GetConnectionString", "BindConfiguration")


def facts(view: View) -> Iterable[ConfigKey]:
    """Keys that the file reads."""
    for call in view.calls_to(*_ASKS):
        if call.name == "BindConfiguration" or _configures(view, call):
            yield from _key(view, call)
    for call in view.calls_to("GetEnvironmentVariable"):
        yield from _key(view, call)


def _configures(view: View, call: Call) -> bool:
    """Whether the receiver is the configuration: by its type, or where that is nowhere said, by its name."""
    type_ = view.type_of(call.receiver, call.scope)
    return bool(_TYPES.search(type_) if type_ else _NAMED.search(call.receiver))


def _key(view: View, call: Call) -> Iterator[ConfigKey]:
    key = text(view, next(iter(pieces(call.args)), ""), call.scope)
    if key:
        key = f"ConnectionStrings:{key}" if call.name == "GetConnectionString" else key
        yield ConfigKey(unit=view.unit(call.scope), line=call.line, reader=_NAME, key=key)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
