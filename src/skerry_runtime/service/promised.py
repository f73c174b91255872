"""Holds what a request says to the document of its version: types are pydantic's to check, and pydantic takes more than was promised.

A number where an exact amount is a text, or null where a field may only be missing, would be accepted by one release and refused by the
next one in another language; what the document forbids is refused from the first day on.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from skerry_runtime.operations import Invalid
from skerry_runtime.service.documents import Document

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

MOST = 20  # errors of one body that are said


class Promised:
    """What one operation of it takes as its body."""

    def __init__(self, document: Document, method: str, path: str) -> None:
        self._document, self._method, self._path = document, method.lower(), path

    def check(self, body: bytes) -> None:
        """Refuses a body that the document forbids; it is JSON, as has been found before.

        Raises:
            Invalid: with a JSON pointer for each thing that is wrong.
        """
        validator = self._validator
        if validator is None or validator.is_valid(value := msgspec.json.decode(body)):
            return
        found = [
            ("".join(f"/{each}" for each in error.instance_path), error.message)
            for error, _ in zip(validator.iter_errors(value), range(MOST), strict=False)
        ]
        raise Invalid("some values are not what the contract says", tuple(found))

    @cached_property
    def _validator(self) -> Draft202012Validator | None:
        from jsonschema_rs import Draft202012Validator  # noqa: PLC0415  # for commands only, and not before the first

        document = self._document.value
        operation = document.get("paths", {}).get(self._path, {}).get(self._method, {})
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return Draft202012Validator({**schema, "components": document.get("components", {})}) if schema else None
