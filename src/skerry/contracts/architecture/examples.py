"""The smallest models that show each rule: without the statement, with it, and saying something else."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.contracts.change import Action

_HEAD = "arch: 1\nsystem: shop\n"


@dataclass(frozen=True, slots=True)
class Example:
    """Three models; `other` says something else than `having`."""

    lacking: str = ""
    having: str = ""
    other: str = ""

    def sides(self, action: Action) -> tuple[str, str]:
        """The two models that show what happened."""
        if action in (Action.ADDED, Action.REMOVED):
            pair = (self.lacking, self.having)
            return pair if action is Action.ADDED else pair[::-1]
        return (self.having, self.other) if action is not Action.WIDENED else (self.other, self.having)


EXAMPLES: dict[tuple[str, str], Example] = {}
