"""Visits: everything that can be read is read once, so that its answer is held to the document on something that is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from skerry.contracts.verify.answers import shown
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation


def stories(desk: Desk) -> Iterator[Story]:
    """For every operation that reads."""
    for operation in desk.api.operations.values():
        if operation.method == "GET":
            yield Story("visit", operation, partial(_visited, desk, operation))


def _visited(desk: Desk, operation: Operation) -> None:
    answer = desk.send(operation, desk.fill(operation.path))
    if not answer.success:
        raise CannotError(f"it was not read: {shown(answer)}")
