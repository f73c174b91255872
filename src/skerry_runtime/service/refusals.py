"""The events that say that an operation was refused: the last alternative of what it emits."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from skerry_runtime.operations import Refused
from skerry_runtime.service.binding import BODY

log = logging.getLogger("skerry.service")
_REASONS = ("reason", "detail", "message")


class Refusals:
    """Those of one operation, by the classes of their messages."""

    def __init__(self, operation: str, kinds: Sequence[type[BaseModel]]) -> None:
        self._operation, self._kinds = operation, tuple(kinds)

    def events(self, error: Refused, values: dict[str, Any], published: Sequence[BaseModel]) -> Sequence[BaseModel]:
        """What to publish: what the refusal brings, else what was published of these kinds, else what follows from the request."""
        if error.events:
            return [each for each in error.events if isinstance(each, BaseModel)]
        said = [each for each in published if isinstance(each, self._kinds)] if self._kinds else []
        return said or [made for kind in self._kinds if (made := self._made(kind, error, values)) is not None]

    def _made(self, kind: type[BaseModel], error: Refused, values: dict[str, Any]) -> BaseModel | None:
        request = values.get(BODY) or values.get("event")
        known = {**(request.model_dump() if isinstance(request, BaseModel) else {}), **values}
        known.update({name: error.detail for name in _REASONS})
        try:
            return kind.model_validate({name: known[name] for name in kind.model_fields if name in known})
        except ValidationError as wrong:
            missing = ", ".join(str(each["loc"][0]) for each in wrong.errors())
            log.error(
                "%s is refused, but nothing says %s of %s: give it to Refused", self._operation, missing, kind.__name__
            )
            return None
