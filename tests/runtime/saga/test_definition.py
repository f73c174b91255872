"""Definitions that can't work say so when they are made, with what to do instead."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from skerry_runtime.saga import Await, Json, Saga, Step, Turn


async def do(turn: Turn) -> Json:
    await asyncio.sleep(0)
    return {}


def made(*steps: Step | Await, **more: Any) -> Saga:
    given: dict[str, Any] = {"name": "order", "version": 1, "deadline": 1.0, "correlation": lambda start: "", **more}
    return Saga(steps=steps, **given)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (made, "order has no steps"),
        (lambda: made(Step("a", do, do), Step("a", do)), "more than one step called a"),
        (lambda: made(Step("a", do), Await("a", "X")), "more than one step called a"),
        (lambda: made(Step("otherwise", do)), "can't be called 'otherwise'"),
        (lambda: made(Step("a", do), Step("b", do, do)), "b has an undo but comes after the pivot a.*give a an undo"),
        (lambda: made(Step("a", do, do, harmless=True)), "a is harmless, but has an undo"),
        (lambda: made(Step("a", do), version=0), "versions count from 1"),
        (lambda: made(Step("a", do), deadline=0), "deadline is 0 s"),
        (lambda: made(Step("a", do), name="a/b"), "letters, digits.*'a/b'"),
        (lambda: made(Step("a", do), name="a@b"), "letters, digits.*'a@b'"),
        (lambda: Step("a b", do), "letters, digits.*'a b'"),
        (lambda: Step("", do), "letters, digits"),
        (lambda: Step("a", do, attempts=0), "step a: attempts is 0"),
        (lambda: Step("a", do, undo_attempts=0), "step a: undo_attempts is 0"),
        (lambda: Step("a", do, timeout=0), "step a: timeout is 0 s"),
        (lambda: Step("a", do, backoff=-1), "step a: backoff is -1 s"),
        (lambda: Await("a", ""), "wait a: ok is empty"),
        (lambda: Await("a", "X", "X"), "wait a: ok and fail are both X"),
        (lambda: Await("a", "X", limit=0), "wait a: limit is 0 s"),
    ],
)
def test_what_cannot_work_is_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_the_pivot_is_the_first_step_without_an_undo() -> None:
    assert made(Step("a", do, do), Await("w", "X"), Step("b", do), Step("c", do)).pivot == 2
    assert made(Step("a", do, do), Await("w", "X")).pivot == 2
    assert made(Step("a", do, harmless=True), Step("b", do, do), Step("c", do)).pivot == 2


def test_definitions_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        made(Step("a", do)).version = 2  # type: ignore[misc]
