"""What the official schemas say of a document; NOTICE says whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec

MOST = 100  # of one document: after that, one mistake follows from another
_LONG = 160


class Wrong(NamedTuple):
    """What is wrong at these keys of a document."""

    keys: tuple[str | int, ...]
    message: str


def wrong(name: str, document: Any) -> list[Wrong]:
    """What the schema called `name` says of a document, the innermost of each chain of consequences."""
    found: list[Wrong] = []
    unexpected: list[Wrong] = []
    try:
        errors = list(islice(_validator(name).iter_errors(document), MOST * 10))
    except ValueError:
        return [Wrong((), "it is nested too deeply to be checked")]
    for error in errors:
        for inner in _innermost(error):
            keys = tuple(inner.instance_path)
            if inner.kind.name == "unevaluatedProperties":
                unexpected += [Wrong((*keys, str(each)), "") for each in inner.kind.as_dict().get("unexpected", ())]
            else:
                found.append(Wrong(keys, short(inner.message)))
    for keys, _ in unexpected:  # what is wrong inside is not evaluated either, and said already
        if not any(other.keys[: len(keys)] == keys for other in found):
            found.append(Wrong(keys, f"{keys[-1]!r} was not expected here"))
    return list(dict.fromkeys(found))[:MOST]


def short(message: str) -> str:
    """A message of a validator, cut in the middle where it repeats the whole value."""
    line = " ".join(message.split())
    return line if len(line) <= _LONG else f"{line[: _LONG // 2]} … {line[-_LONG // 2 :]}"


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(msgspec.json.decode((files(__package__) / f"{name}.json").read_bytes()))


def _innermost(error: jsonschema_rs.ValidationError) -> Iterator[jsonschema_rs.ValidationError]:
    """What an alternative that the author most likely meant says, instead of `none of the alternatives`."""
    branches = getattr(error.kind, "context", None) if error.kind.name in ("oneOf", "anyOf") else None
    meant = [branch for branch in branches or () if not any(_reference(each) for each in branch)]
    if not meant or not all(meant):  # where one fits, two do, and the message says so
        yield error
        return
    best = max(meant, key=lambda branch: (max(len(each.instance_path) for each in branch), -len(branch)))
    for each in best:
        yield from _innermost(each)


def _reference(error: jsonschema_rs.ValidationError) -> bool:
    """Whether it only says that this could have been a reference."""
    return error.kind.name == "required" and "$ref" in error.message
