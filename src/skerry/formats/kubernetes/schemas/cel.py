"""The rules of a structural schema (`x-kubernetes-validations`), which are written in CEL.

A rule about a change (`oldSelf`) has nothing to look at and is passed over; so is one that the library cannot compile or evaluate: what it
would say nobody knows. Where the extra `kubernetes` is not installed no rule is asked.

Sources: Kubernetes documentation, Validation rules (escaped names, defaults first, functions of the API server's own library).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from itertools import pairwise
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from skerry.formats.kubernetes.schemas.defaults import with_defaults
from skerry.formats.kubernetes.schemas.known import Custom
from skerry.formats.kubernetes.values import Key

_RULES = "x-kubernetes-validations"
_PACKAGE = "cel"
_RESERVED = frozenset(
    [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
    ]
)
_ESCAPES = (("__", "__underscores__"), (".", "__dot__"), ("-", "__dash__"), ("/", "__slash__"))


def can_evaluate() -> bool:
    """Whether the library is installed."""
    return find_spec(_PACKAGE) is not None


def broken_rules(custom: Custom, body: Any) -> Iterator[tuple[tuple[Key, ...], str, str]]:
    """Where a rule does not hold: keys, what it says, and the rule itself where it says nothing."""
    if not has_rules(custom.structural) or not can_evaluate():
        return
    waiting: list[tuple[Any, Any, tuple[Key, ...]]] = [(custom.structural, with_defaults(body, custom.structural), ())]
    while waiting:
        schema, value, keys = waiting.pop()
        if value is None:
            continue
        for rule in schema.get(_RULES, ()):
            expression = str(rule.get("rule", ""))
            if "oldSelf" not in expression and _holds(expression, _typed(value, schema)) is False:
                said = " ".join(str(rule.get("message") or "").split())
                place = keys + tuple(
                    str(rule.get("fieldPath") or "").lstrip(".").split(".") if rule.get("fieldPath") else ()
                )
                yield place, said or f"`{' '.join(expression.split())}` does not hold", ""
        waiting += _below(schema, value, keys)


def _below(schema: Any, value: Any, keys: tuple[Key, ...]) -> Iterator[tuple[Any, Any, tuple[Key, ...]]]:
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        more = schema.get("additionalProperties")
        for name, each in value.items():
            found = properties.get(name, more)
            if isinstance(found, dict) and _ruled(found):
                yield found, each, (*keys, name)
    elif isinstance(value, list) and isinstance(items := schema.get("items"), dict) and _ruled(items):
        yield from ((items, each, (*keys, at)) for at, each in enumerate(value))


_KNOWN: dict[int, tuple[Any, bool]] = {}  # by identity, which the schema beside it keeps from being given away


def _ruled(schema: dict[str, Any]) -> bool:
    """Whether there is a rule in a schema or below it."""
    found = _KNOWN.get(id(schema))
    if found is None:
        found = schema, has_rules(schema)
        _KNOWN[id(schema)] = found
    return found[1]


def has_rules(schema: Any) -> bool:
    """Whether there is a rule in a schema or below it; looked for afresh."""
    waiting = [schema]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get(_RULES):
                return True
            waiting += [*(each.get("properties") or {}).values(), each.get("items"), each.get("additionalProperties")]
    return False


def _typed(value: Any, schema: Any) -> Any:
    """A value as CEL sees it: a `number` is a double however it is written, and names of fields are escaped."""
    if not isinstance(schema, dict):
        return value
    if isinstance(value, dict):
        properties, more = schema.get("properties") or {}, schema.get("additionalProperties")
        return {
            (_escaped(name) if name in properties else name): _typed(each, properties.get(name, more))
            for name, each in value.items()
            if each is not None
        }
    if isinstance(value, list):
        return [_typed(each, schema.get("items")) for each in value]
    if schema.get("type") == "number" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


@cache
def _escaped(name: str) -> str:
    if name in _RESERVED:
        return f"__{name}__"
    for what, by in _ESCAPES:
        name = name.replace(what, by)
    return name


@lru_cache(maxsize=20_000)
def _program(expression: str) -> Any:
    try:
        return _library().compile(expression)
    except Exception:  # an error of a library in Rust, whose kinds are not told apart: the rule is passed over
        return None


def _holds(expression: str, value: Any) -> bool | None:
    """Whether a rule holds of a value; None where nobody can say."""
    program = _program(expression)
    if program is None:
        return None
    context = _context()
    try:
        context.add_variable("self", value)
        found = program.execute(context)
    except Exception:  # a function that is not there, or a field that is not: no verdict
        return None
    return found if isinstance(found, bool) else None


@cache
def _library() -> ModuleType:
    # The package imports its own command line, and with it a terminal library, which takes longer than all rules together.
    shell = f"{_PACKAGE}.cli"
    stood_in = shell not in sys.modules
    if stood_in:
        sys.modules[shell] = ModuleType(shell)
    try:
        return import_module(_PACKAGE)
    finally:
        if stood_in:
            sys.modules.pop(shell, None)


@cache
def _context() -> Any:
    context = _library().Context()
    for name, function in _FUNCTIONS.items():
        context.add_function(name, function)
    return context


def _is_url(text: str) -> bool:
    try:
        found = urlsplit(text)
    except ValueError:
        return False
    return bool(found.scheme and (found.netloc or found.path)) or text.startswith("/")


def _is_ip(text: str, version: int | None = None) -> bool:
    try:
        found = ip_address(text)
    except ValueError:
        return False
    return version is None or found.version == version


def _is_cidr(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return "/" in text


def _substring(text: str, start: int, end: int | None = None) -> str:
    if not 0 <= start <= len(text) or (end is not None and not start <= end <= len(text)):
        raise ValueError("index out of range")
    return text[start:end]


def _split(text: str, separator: str, most: int = -1) -> list[str]:
    return text.split(separator, most - 1 if most > 0 else -1)


def _is_sorted(values: list[Any]) -> bool:
    return all(one <= other for one, other in pairwise(values))


# The API server's library beyond CEL itself. A URL is its text, so that what is asked of it can be answered.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "isURL": _is_url,
    "url": lambda text: text,
    "getScheme": lambda text: urlsplit(text).scheme,
    "getHost": lambda text: urlsplit(text).netloc,
    "getHostname": lambda text: urlsplit(text).hostname or "",
    "getPort": lambda text: str(urlsplit(text).port or ""),
    "getEscapedPath": lambda text: urlsplit(text).path,
    "isIP": _is_ip,
    "isCIDR": _is_cidr,
    "substring": _substring,
    "split": _split,
    "join": lambda values, separator="": separator.join(values),
    "lowerAscii": lambda text: text.lower(),
    "upperAscii": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "replace": lambda text, old, new: text.replace(old, new),
    "indexOf": lambda text, part: text.find(part),
    "lastIndexOf": lambda text, part: text.rfind(part),
    "charAt": lambda text, at: text[at] if at < len(text) else "",
    "isSorted": _is_sorted,
    "sum": sum,
}
