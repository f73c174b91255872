"""Sprig's and Go's functions, as far as manifests use them and they are harmless. None raises for a wrong argument but with _Errors."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

from skerry.read.manifests.kubernetes.maps import decoded
from skerry.read.manifests.kubernetes.values import listed, mapping, text

MOST = 1000  # elements that a function makes of nothing
LONGEST = 500_000  # characters of what a function makes
_VERB = re.compile(r"%[-+# ]*(0\d{1,2})?\d*(?:\.\d+)?([a-zA-Z%])")
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w./-]*$")


def truthy(value: object) -> bool:
    """As templates see it: empty texts, lists, maps, zero and nothing are false."""
    return bool(value)


def same(left: object, right: object) -> bool:
    """Equal, and both or neither of them truth values."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def shown(value: object) -> str:
    """A value as an action writes it."""
    if isinstance(value, dict | list):
        return json.dumps(value)
    return text(value)


def to_yaml(value: object) -> str:
    """A value as YAML: its first level as lines, which other lines may follow, and what is within as JSON, which is YAML, too."""
    if isinstance(value, dict) and value:
        return "\n".join(
            f"{key if _PLAIN_KEY.match(key) else json.dumps(key)}: {json.dumps(each)}" for key, each in value.items()
        )
    if isinstance(value, list) and value:
        return "\n".join(f"- {json.dumps(each)}" for each in value)
    return json.dumps(value)


def printf(form: object, *values: object) -> str:
    """Go's verbs, whose widths are left out unless they pad with zeros."""
    rest = list(values)

    def filled(found: re.Match[str]) -> str:
        if found[2] == "%":
            return "%"
        value = shown(rest.pop(0)) if rest else ""
        return json.dumps(value) if found[2] == "q" else value.rjust(min(int(found[1] or 0), 20), "0")

    return _VERB.sub(filled, text(form))


def whole(value: object) -> int:
    """A number without its fraction; 0 for what is none."""
    found = re.match(r"\s*(-?\d{1,18})", text(value))
    return int(found[1]) if found else int(value is True)


def indent(width: object, value: object) -> str:
    """A text with blanks before each line."""
    blanks = " " * min(max(whole(width), 0), 200)
    return "\n".join(blanks + line for line in shown(value).split("\n"))


def merged(*maps: object, over: bool = False) -> dict[str, Any]:
    """Maps in one, deeply: the first that has a key counts, or with `over` the last."""
    found: dict[str, Any] = {}
    for each in reversed(maps) if not over else maps:
        for key, value in mapping(each).items():
            both = isinstance(value, dict) and isinstance(found.get(key), dict)
            found[key] = (
                merged(value, found[key])
                if both and not over
                else merged(found[key], value, over=True)
                if both
                else value
            )
    return found


def _index(value: object, *keys: object) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(text(key))
        elif isinstance(value, list):
            value = value[whole(key)] if -1 < whole(key) < len(value) else None
        else:
            return None
    return value


def _dig(*given: Any) -> Any:
    *keys, default, value = given
    found = _index(value, *keys)
    return default if found is None else found


def _default(default: Any, value: Any = None) -> Any:
    return value if truthy(value) else default


def _set(held: Any, key: Any, value: Any) -> Any:
    if isinstance(held, dict) and len(held) < MOST:
        held[text(key)] = value
    return held


def _unset(held: Any, key: Any) -> Any:
    if isinstance(held, dict):
        held.pop(text(key), None)
    return held


def _dict(*given: Any) -> dict[str, Any]:
    return {text(given[at]): given[at + 1] for at in range(0, len(given) - 1, 2)}


def _steps(start: object, stop: object, step: object) -> list[int]:
    return list(range(whole(start), whole(stop), whole(step) or 1)[:MOST])


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "bool"),
        (str, "string"),
        (int, "int"),
        (list, "slice"),
        (dict, "map"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "invalid")


def _first(rows: Iterable[Any], default: Any = None) -> Any:
    return next(iter(rows), default)


def _without(value: str, affix: str, end: bool) -> str:
    return value.removesuffix(affix) if end else value.removeprefix(affix)


def _cut(length: object, value: object) -> str:
    size = whole(length)
    return shown(value)[:size] if size >= 0 else shown(value)[size:]


def _strings(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: function(*(shown(each) for each in given))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    # choosing
    "default": _default,
    "coalesce": lambda *given: _first(filter(truthy, given)),
    "ternary": lambda yes, no, test: yes if test else no,
    "required": lambda message, value: value,
    "empty": lambda value: not truthy(value),
    "not": lambda value: not truthy(value),
    "and": lambda *given: _first((each for each in given if not truthy(each)), given[-1]),
    "or": lambda *given: _first(filter(truthy, given), given[-1]),
    "all": lambda *given: all(map(truthy, given)),
    "any": lambda *given: any(map(truthy, given)),
    # comparing
    "eq": lambda left, *others: any(same(left, each) for each in others),
    "ne": lambda left, right: not same(left, right),
    "lt": lambda left, right: whole(left) < whole(right),
    "le": lambda left, right: whole(left) <= whole(right),
    "gt": lambda left, right: whole(left) > whole(right),
    "ge": lambda left, right: whole(left) >= whole(right),
    "semverCompare": lambda condition, version: ">" in text(condition),
    "kindIs": lambda kind, value: _kind(value) == kind,
    "kindOf": _kind,
    "typeIs": lambda kind, value: _kind(value) == kind,
    "typeOf": _kind,
    # texts
    "quote": lambda *given: " ".join(json.dumps(shown(each)) for each in given),
    "squote": lambda *given: " ".join("'" + shown(each).replace("'", "''") + "'" for each in given),
    "print": lambda *given: "".join(map(shown, given)),
    "printf": printf,
    "toString": shown,
    "tostring": shown,
    "cat": lambda *given: " ".join(map(shown, given)),
    "lower": _strings(str.lower),
    "upper": _strings(str.upper),
    "title": _strings(str.title),
    "trim": _strings(str.strip),
    "nospace": _strings(lambda value: re.sub(r"\s", "", value)),
    "kebabcase": _strings(lambda value: re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\s]+", "-", value).lower()),
    "snakecase": _strings(lambda value: re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-\s]+", "_", value).lower()),
    "trimAll": _strings(lambda letters, value: value.strip(letters)),
    "trimSuffix": _strings(lambda affix, value: _without(value, affix, True)),
    "trimPrefix": _strings(lambda affix, value: _without(value, affix, False)),
    "trunc": _cut,
    "replace": _strings(lambda old, new, value: value.replace(old, new) if old else value),
    "contains": _strings(lambda part, value: part in value),
    "hasPrefix": _strings(lambda part, value: value.startswith(part)),
    "hasSuffix": _strings(lambda part, value: value.endswith(part)),
    "repeat": lambda times, value: shown(value) * min(max(whole(times), 0), MOST),
    "indent": indent,
    "nindent": lambda width, value: "\n" + indent(width, value),
    "regexReplaceAll": lambda pattern, value, new: value,  # patterns from outside could be made to run for ever
    "b64enc": _strings(lambda value: b64encode(value.encode()).decode()),
    "b64dec": _strings(decoded),
    "toYaml": to_yaml,
    "toJson": json.dumps,
    "toRawJson": json.dumps,
    # numbers
    "int": whole,
    "int64": whole,
    "float64": lambda value: value,
    "atoi": whole,
    "add": lambda *given: sum(map(whole, given)),
    "add1": lambda value: whole(value) + 1,
    "sub": lambda left, right: whole(left) - whole(right),
    "mul": lambda left, right: whole(left) * whole(right),
    "div": lambda left, right: whole(left) // (whole(right) or 1),
    "mod": lambda left, right: whole(left) % (whole(right) or 1),
    "max": lambda *given: max(map(whole, given)),
    "min": lambda *given: min(map(whole, given)),
    "until": lambda stop: _steps(0, stop, 1),
    "untilStep": _steps,
    "seq": lambda *given: " ".join(map(str, _steps(1, whole(given[-1]) + 1, 1))),
    # lists
    "list": lambda *given: list(given),
    "tuple": lambda *given: list(given),
    "len": lambda value: len(value) if isinstance(value, str | list | dict) else 0,
    "first": lambda rows: _first(listed(rows)),
    "last": lambda rows: _first(reversed(listed(rows))),
    "rest": lambda rows: listed(rows)[1:],
    "initial": lambda rows: listed(rows)[:-1],
    "append": lambda rows, each: [*listed(rows), each],
    "prepend": lambda rows, each: [each, *listed(rows)],
    "concat": lambda *given: [each for rows in given for each in listed(rows)],
    "has": lambda each, rows: any(same(each, other) for other in listed(rows)),
    "without": lambda rows, *others: [each for each in listed(rows) if each not in others],
    "compact": lambda rows: [each for each in listed(rows) if truthy(each)],
    "uniq": lambda rows: [each for at, each in enumerate(listed(rows)[:MOST]) if each not in rows[:at]],
    "sortAlpha": lambda rows: sorted(map(shown, listed(rows))),
    "reverse": lambda rows: listed(rows)[::-1],
    "join": lambda between, rows: shown(between).join(map(shown, listed(rows))) if isinstance(rows, list) else shown(rows),
    "splitList": lambda at, value: shown(value).split(shown(at) or None),
    "split": lambda at, value: {f"_{n}": part for n, part in enumerate(shown(value).split(shown(at) or None))},
    "index": _index,
    "slice": lambda value, start=0, end=None: value[whole(start) : None if end is None else whole(end)],
    # maps
    "dict": _dict,
    "get": lambda held, key: mapping(held).get(text(key), ""),
    "set": _set,
    "unset": _unset,
    "hasKey": lambda held, key: text(key) in mapping(held),
    "keys": lambda *given: [key for held in given for key in mapping(held)],
    "values": lambda held: list(mapping(held).values()),
    "pick": lambda held, *names: {key: each for key, each in mapping(held).items() if key in names},
    "omit": lambda held, *names: {key: each for key, each in mapping(held).items() if key not in names},
    "pluck": lambda key, *given: [held[key] for held in given if key in mapping(held)],
    "dig": _dig,
    "merge": merged,
    "mustMerge": merged,
    "mergeOverwrite": lambda *given: merged(*given, over=True),
    "mustMergeOverwrite": lambda *given: merged(*given, over=True),
    "deepCopy": lambda value: value,
    "lookup": lambda *given: {},
}  # fmt: skip
