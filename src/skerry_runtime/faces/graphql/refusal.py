"""Why a request is not executed at all: a request error of the specification, with a code for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """The request is refused before anything was done. `status` is that of HTTP, `code` what `extensions.code` says."""

    def __init__(
        self,
        code: str,
        message: str,
        status: int = 400,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.headers = code, message, status, headers
        self._errors = errors

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors as the answer has them."""
        said = {"code": self.code, "status": self.status}
        if not self._errors:
            return [{"message": self.message, "extensions": said}]
        return [{**each, "extensions": {**said, **each.get("extensions", {})}} for each in self._errors]


def too_much(what: str, most: int, name: str) -> Refusal:
    """A bound is passed; `name` is that of the bound."""
    return Refusal("TOO_MUCH", f"{what}: at most {most} are allowed ({name})")
