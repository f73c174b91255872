"""Finds the method of a behaviour for an operation, and hands it what was asked, by the names of its parameters."""

from __future__ import annotations

import inspect
import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
BODY = "request"


class Unbound(TypeError):
    """The behaviour does not fit to `service.json`; the text says where."""


class Bound:
    """The method for an operation. `known` are the names under which values can come."""

    def __init__(self, behaviour: type[Any], operation: str, known: Iterable[str]) -> None:
        self.name = _method(behaviour, operation)
        self._method = getattr(behaviour, self.name)
        names = {}
        for each in known:
            names.update({each: each, snake(each): each, f"{snake(each)}_": each})
        self._wanted: list[tuple[str, str]] = []
        for parameter in list(inspect.signature(self._method).parameters.values())[1:]:
            found = names.get(parameter.name)
            if found is not None:
                self._wanted.append((parameter.name, found))
            elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
                said = ", ".join(sorted({*names.values()}))
                raise Unbound(
                    f"{behaviour.__name__}.{self.name} asks for {parameter.name!r}; an operation {operation} has {said}"
                )

    async def call(self, behaviour: Any, values: Mapping[str, Any]) -> Any:
        """What the method returns. Values that are missing are left to its defaults."""
        given = {name: values[known] for name, known in self._wanted if known in values}
        return await self._method(behaviour, **given)


def snake(name: str) -> str:
    """`confirmOrder` as `confirm_order`."""
    return "_".join(part.lower() for part in _PARTS.split(name) if part)


def _method(behaviour: type[Any], operation: str) -> str:
    plain = snake(operation)
    for name in (f"{plain}_" if keyword.iskeyword(plain) else plain, f"{plain}_", operation):
        if inspect.iscoroutinefunction(getattr(behaviour, name, None)):
            return name
    raise Unbound(
        f"{behaviour.__name__} has no method `async def {plain}`, and the service has an operation {operation}"
    )
