"""Elements of HTML and SVG: whatever is not markup already is escaped, so a hostile name stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_UNHELD = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = frozenset({"meta", "input", "br", "col"})


class Markup(str):
    """Text that is markup, made by `tag` and `raw` only."""

    __slots__ = ()


def tag(name: str, /, *content: object, **attributes: str | float | bool | None) -> Markup:
    """An element; attributes that are None or False are left out, `_` in their names is `-`, and `cls` is `class`."""
    pairs = [(_attribute(key), value) for key, value in attributes.items() if value is not None and value is not False]
    head = "".join(f" {key}" if value is True else f' {key}="{escape(_number(value))}"' for key, value in pairs)
    return Markup(f"<{name}{head}>" if name in _VOID else f"<{name}{head}>{joined(content)}</{name}>")


def joined(content: object) -> Markup:
    """Pieces one after another; None is nothing."""
    if isinstance(content, Markup):
        return content
    if content is None:
        return Markup()
    if isinstance(content, str) or not isinstance(content, Iterable):
        return Markup(escape(clean(str(content))))
    return Markup("".join(joined(each) for each in content))


def raw(text: str) -> Markup:
    """Text that is known to be markup: a style sheet, a finished picture."""
    return Markup(text)


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _UNHELD.sub("\N{REPLACEMENT CHARACTER}", text)


def _attribute(key: str) -> str:
    return "class" if key == "cls" else key.rstrip("_").replace("_", "-")


def _number(value: str | float | bool) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return clean(str(value))
