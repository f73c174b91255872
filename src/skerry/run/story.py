"""A story: what a person does with a running system and what comes of it, step by step; it can be told, and it is a test.

`story.yaml` beside the model has `story` (its title) and `steps`. A step says in `say` what happens, and does one thing: `call` an
operation through the gateway (`with` a body, `as` somebody), or `kill` a part. `expect` is the status, `until` what the answer has to
hold, asked again for `within` seconds, `keep` names values of the answer for later steps (`{order}`), `trace` shows the trace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from skerry.formats.text import pointer
from skerry.run.written import written

FILE = "story.yaml"
_PLACEHOLDER = re.compile(r"\{([a-z][A-Za-z0-9_]*)\}")
_CALL = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)")


class Somebody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who does it: his subject, his roles, and what else his token says."""

    subject: str = "somebody"
    role: str | tuple[str, ...] = ()
    claims: Mapping[str, Any] = {}

    @property
    def roles(self) -> tuple[str, ...]:
        """One or several."""
        return (self.role,) if isinstance(self.role, str) else self.role


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step."""

    say: str
    call: str = ""
    kill: str = ""
    body: Any = msgspec.field(default=None, name="with")
    who: Somebody | None = msgspec.field(default=None, name="as")
    expect: int = 0
    until: Any = None
    within: float = 15.0
    keep: Mapping[str, str] = {}
    trace: bool = False

    @property
    def request(self) -> tuple[str, str]:
        """Method and path."""
        found = _CALL.fullmatch(self.call)
        return (found[1], found[2]) if found else ("", "")


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of it."""

    story: str
    steps: tuple[Step, ...]


class StoryError(ValueError):
    """The story can't be told; the message says where and why."""


def read_story(path: Path) -> Story:
    """The story in a file.

    Raises:
        StoryError: it is not there, or is something else.
    """
    story, text = written(path, Story, StoryError, f": a story beside the model is called {FILE}")
    for at, step in enumerate(story.steps):
        if bool(step.call) == bool(step.kill) or (step.call and not step.request[0]):
            span = text.span(pointer("steps", at))
            raise StoryError(
                f"{path}:{span.line}:{span.column}: a step calls (`call: GET /orders`) or kills (`kill: order-service`)"
            )
    return story


def filled(value: Any, kept: Mapping[str, Any]) -> Any:
    """A value with what was kept in place of `{names}`; a text that is nothing but one name becomes what was kept.

    Raises:
        StoryError: nothing of that name was kept.
    """
    if isinstance(value, dict):
        return {name: filled(part, kept) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, kept) for part in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    return _kept(whole[1], kept) if whole else _PLACEHOLDER.sub(lambda found: str(_kept(found[1], kept)), value)


def _kept(name: str, kept: Mapping[str, Any]) -> Any:
    if name not in kept:
        raise StoryError(f"no step before has kept {name!r}; there are {', '.join(kept) or 'none'}")
    return kept[name]


def holds(wanted: Any, found: Any) -> bool:
    """Whether all that is wanted is found: members of objects, parts of lists somewhere in them, plain values as they are."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            name in found and holds(part, found[name]) for name, part in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(holds(part, each) for each in found) for part in wanted)
    return bool(wanted == found)


def at(value: Any, path: str) -> Any:
    """A part of an answer: `id`, `items.0.id`; `$header.ETag` is a header and not found here.

    Raises:
        StoryError: there is none.
    """
    for key in path.split("."):
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise StoryError(f"the answer has no {path!r}") from error
    return value
