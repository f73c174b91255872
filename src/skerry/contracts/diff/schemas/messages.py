"""A difference in a sentence."""

from __future__ import annotations

from typing import Any

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Difference
from skerry.contracts.diff.schemas.kinds import KINDS

_LONGEST = 60
_MOST = 5
_SENTENCES = {
    ("property", Action.ADDED): "may be there now",
    ("property", Action.REMOVED): "is gone",
    ("required-property", Action.ADDED): "is new, and required",
    ("required-property", Action.REMOVED): "was required, and is gone",
    ("required", Action.ADDED): "became required",
    ("required", Action.REMOVED): "is no longer required",
    ("nullable", Action.ADDED): "may be null now",
    ("nullable", Action.REMOVED): "may no longer be null",
    ("enum", Action.ADDED): "must now be one of {new}",
    ("enum", Action.REMOVED): "may be anything, it was one of {old}",
    ("enum", Action.NARROWED): "may no longer be {old}",
    ("enum", Action.WIDENED): "may now be {new} too",
    ("extensible-enum", Action.NARROWED): "no longer lists {old}",
    ("extensible-enum", Action.WIDENED): "lists {new} too",
    ("additional-properties", Action.ADDED): "may now have members that are not declared",
    ("additional-properties", Action.REMOVED): "may no longer have members that are not declared",
    ("additional-properties", Action.NARROWED): "restricts members that are not declared",
    ("additional-properties", Action.WIDENED): "restricts members that are not declared less",
    ("one-of", Action.ADDED): "may now be a {new} too",
    ("one-of", Action.REMOVED): "may no longer be a {old}",
    ("any-of", Action.ADDED): "may now be a {new} too",
    ("any-of", Action.REMOVED): "may no longer be a {old}",
    ("prefix-items", Action.ADDED): "has a schema of its own now",
    ("prefix-items", Action.REMOVED): "no longer has a schema of its own",
    ("read-only", Action.ADDED): "is now for reading only",
    ("read-only", Action.REMOVED): "is no longer for reading only",
    ("write-only", Action.ADDED): "is now for writing only",
    ("write-only", Action.REMOVED): "is no longer for writing only",
    ("deprecated", Action.ADDED): "is deprecated now",
    ("deprecated", Action.REMOVED): "is no longer deprecated",
}


def message(difference: Difference, named: str, within: tuple[str, ...] = ()) -> str:
    """What happened to a field, or to the data itself, called `named`; `within` is the way to that data."""
    subject = field_text((*within, *difference.field)) if difference.field else named
    said = _SENTENCES.get((difference.kind, difference.action))
    if said:
        return f"{subject} {said.format(old=shown(difference.old), new=shown(difference.new))}"
    title = KINDS[difference.kind].title
    old, new = shown(difference.old), shown(difference.new)
    if difference.old is None and difference.new is None:
        return f"{subject}: {title} {_PLAIN[difference.action]}"
    if difference.action is Action.ADDED:
        return f"{subject}: {title} is now {new}, there was none"
    if difference.action is Action.REMOVED:
        return f"{subject}: {title} is no longer {old}"
    return f"{subject}: {title} is now {new}, it was {old}"


_PLAIN = {
    Action.ADDED: "was added",
    Action.REMOVED: "was removed",
    Action.NARROWED: "allows less",
    Action.WIDENED: "allows more",
    Action.CHANGED: "changed",
}


def field_text(field: tuple[str, ...]) -> str:
    """A way into data as people write it: `items[].price`."""
    text = ""
    for part in field:
        text += part if part.startswith("[") or not text else f".{part}"
    return text


def shown(value: Any) -> str:
    """A value, cut short."""
    if isinstance(value, list):
        some = ", ".join(shown(each) for each in value[:_MOST])
        return f"{some} and {len(value) - _MOST} more" if len(value) > _MOST else some
    text = value if isinstance(value, str) else "null" if value is None else str(value)
    if isinstance(value, bool):
        text = text.lower()
    text = "".join(char if char.isprintable() else "?" for char in text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
