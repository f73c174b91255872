"""Yes, no, or not known: what can be said of two schemas in general."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum


class Answer(Enum):
    """Not known is never taken for yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def sure(self) -> bool:
        """Whether it is yes."""
        return self is Answer.YES


def every(questions: Iterable[Callable[[], Answer]]) -> Answer:
    """Yes if all are; the first other answer ends it."""
    for question in questions:
        answer = question()
        if answer is not Answer.YES:
            return answer
    return Answer.YES


def any_of(questions: Iterable[Callable[[], Answer]]) -> Answer:
    """Yes if one is; otherwise nobody knows: several may do it together."""
    return Answer.YES if any(question() is Answer.YES for question in questions) else Answer.UNKNOWN


def yes_if(condition: bool) -> Answer:
    """Yes, or not known."""
    return Answer.YES if condition else Answer.UNKNOWN
