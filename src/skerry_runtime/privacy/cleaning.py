"""Keeps tagged values out of what is printed: logs, traces, problems.

Two ways, since neither is enough. What a request brings and what it reads is known while it is served: these very values are masked,
wherever they turn up. And what stands behind the name of a tagged field (`name='Ada'`, `"ssn": "…"`) is masked, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from pydantic import BaseModel

from skerry_runtime.privacy.masks import HIDDEN, masked

_SHORTEST = 3  # characters of a value that is looked for: shorter ones turn up everywhere
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_VALUE = rf"(?:[A-Za-z_.]*\((?:{_QUOTED}|[^()])*\)|{_QUOTED}|\[[^\]]*\]|\{{[^}}]*\}}|[^\s,;&)\]}}]+)"

Known = Callable[[], Iterable[Any]]
KNOWN: ContextVar[list[Known] | None] = ContextVar("skerry_known", default=None)


class Cleaner:
    """Masks the values of the fields that have these names; `masks` has them by name."""

    def __init__(self, masks: Mapping[str, str]) -> None:
        self._masks = dict(masks)
        names = "|".join(re.escape(each) for each in sorted(self._masks, key=len, reverse=True))
        self._said = re.compile(rf"(?P<before>\b(?P<name>{names})(?:\\?[\"'])?\s*[:=]\s*)(?P<value>{_VALUE})")

    def text(self, text: str) -> str:
        """The text without what nobody may read in it."""
        for value, mask in self._known():
            if value in text:
                text = text.replace(value, masked(mask, value))
        return self._said.sub(self._hidden, text)

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The same for attributes by their names."""
        return {name: self._value(name, value) for name, value in values.items()}

    def _value(self, name: str, value: Any) -> Any:
        if name in self._masks:
            return masked(self._masks[name], str(value))
        if isinstance(value, BaseModel):
            value = value.model_dump(mode="json")
        if isinstance(value, Mapping):
            return self.values(value)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value("", each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def _hidden(self, found: re.Match[str]) -> str:
        value = found["value"]
        quote = value[0] if value[0] in "\"'" else ""
        bare = value[1:-1] if quote else value
        if HIDDEN in bare:
            return found[0]
        return f"{found['before']}{quote}{masked(self._masks[found['name']], bare)}{quote}"

    def _known(self) -> list[tuple[str, str]]:
        """The values of the request that is being served, the longest first."""
        found: dict[str, str] = {}
        for source in KNOWN.get() or ():
            for thing in source():
                found.update(self._within(thing, ""))
        return sorted(found.items(), key=lambda each: -len(each[0]))

    def _within(self, thing: Any, mask: str) -> Iterator[tuple[str, str]]:
        if isinstance(thing, BaseModel):
            thing = {name: getattr(thing, name) for name in type(thing).model_fields}
        if isinstance(thing, Mapping):
            for name, value in thing.items():
                yield from self._within(value, self._masks.get(name, mask))
        elif isinstance(thing, list | tuple):
            for value in thing:
                yield from self._within(value, mask)
        elif mask and thing is not None and len(said := str(thing)) >= _SHORTEST:
            yield said, mask
