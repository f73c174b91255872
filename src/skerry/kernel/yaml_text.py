"""Values as YAML that people review: block style, stable order, quotes only where they are needed.

Every text it writes reads back as the same value under YAML 1.1 and 1.2 alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PLAIN = re.compile(r"[A-Za-z/$_][A-Za-z0-9 _./$@+*()<>{}=;'?&,-]*\Z")
_FLOW = re.compile(r"[A-Za-z/$_][A-Za-z0-9 _./$@+*()-]*\Z")
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"])
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Noted:
    """A member of a map or list with a sentence about it, which stands above it as a comment; `beside` it where that is read by tools."""

    value: Any
    note: str
    beside: bool = False


def yaml(value: Any) -> str:
    """The whole document, ending with a line break."""
    out: list[str] = []
    _write(out, value, "")
    return "\n".join(out) + "\n"


def plain(value: Any) -> Any:
    """The same value without notes: what whoever reads the text gets."""
    if isinstance(value, Noted):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    return [plain(member) for member in value] if _is_list(value) else value


def _write(out: list[str], value: Any, indent: str) -> None:
    """The lines of a value, each with its indent. Written into one list: a chain of generators took twice as long."""
    if value and isinstance(value, Mapping):
        for name, member in value.items():
            _member(out, f"{indent}{text(str(name))}:", member, indent)
    elif value and _is_list(value):
        for member in value:
            _entry(out, member, indent)
    else:
        out.append(indent + _scalar(value))


def _member(out: list[str], key: str, value: Any, indent: str) -> None:
    """A member of a map: behind its key where it is short, else below it."""
    beside = ""
    if isinstance(value, Noted):
        beside = f" # {_visible(value.note)}" if value.beside else ""
        if not beside:
            _comment(out, value, indent)
        value = value.value
    short = _short(value, len(key))
    if short is not None:
        out.append(f"{key} {short}{beside}")
    elif isinstance(value, str):
        out.append(f"{key} |-")
        out += (f"{indent}  {line}" if line else "" for line in value.split("\n"))
    else:
        out.append(key)
        _write(out, value, indent + "  ")


def _entry(out: list[str], value: Any, indent: str) -> None:
    """A member of a list: the dash stands where the indent of its first line was."""
    if isinstance(value, Noted):
        _comment(out, value, indent)
        value = value.value
    short = _short(value, len(indent) + 2)
    if short is not None:
        out.append(f"{indent}- {short}")
    elif isinstance(value, str):
        out.append(f"{indent}- {_quoted(value)}")
    else:
        at = len(out)
        _write(out, value, indent + "  ")
        out[at] = f"{indent}- {out[at][len(indent) + 2 :]}"


def _comment(out: list[str], noted: Noted, indent: str) -> None:
    out += (f"{indent}# {_visible(line)}".rstrip() for line in noted.note.splitlines())


def _short(value: Any, column: int) -> str | None:
    """A value that fits behind its key: a scalar, an empty collection, a list or a small map of scalars."""
    if isinstance(value, str):
        return None if _block(value) else text(value)
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        if len(value) != 1 or not _simple(next(iter(value.values()))):
            return None
        name, member = next(iter(value.items()))
        line = f"{{ {_in_flow(name)}: {_in_flow(member)} }}" if name == "$ref" else None
        return line if line and column + len(line) < _WIDTH else None
    if _is_list(value):
        if not all(map(_simple, value)):
            return None
        line = f"[{', '.join(map(_in_flow, value))}]"
        return line if column + len(line) < _WIDTH else None
    return _scalar(value)


def _simple(value: Any) -> bool:
    if isinstance(value, Mapping | Noted) or _is_list(value):
        return False
    return not (isinstance(value, str) and _block(value))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _block(value: str) -> bool:
    """Whether a text is better written over several lines, and can be."""
    if "\n" not in value:
        return False
    lines = value.split("\n")
    sound = all(line == line.rstrip() and line.isprintable() for line in lines)
    return sound and bool(lines[0] and lines[-1]) and lines[0] == lines[0].lstrip()


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return text(value)
    return json.dumps(value, ensure_ascii=False)


def _in_flow(value: Any) -> str:
    if isinstance(value, str):
        return text(value, _FLOW)
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1 << 14)
def text(value: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """A text as it stands in YAML: plain where every reader takes it for this text, else in quotes."""
    if plain.match(value) and value == value.rstrip() and value.lower() not in _WORDS and not value.startswith("..."):
        return value
    if "'" not in value and value.isprintable() and "\\" not in value and '"' in value:
        return f"'{value}'"
    return _quoted(value)


def _quoted(value: str) -> str:
    """A text in double quotes; what cannot be seen is escaped."""
    return _visible(json.dumps(value, ensure_ascii=False))


def _visible(line: str) -> str:
    return line if line.isprintable() else "".join(char if char.isprintable() else _escaped(char) for char in line)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
