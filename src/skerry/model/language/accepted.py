"""`accept:`."""

from __future__ import annotations

from skerry.model.language.common import DAY, TEXT
from skerry.model.shapes import Items, Key, Record
from skerry.model.system.accepted import Acceptance

ACCEPT = Items(
    Record(
        "an accepted finding",
        Acceptance,
        (
            Key("rule", TEXT, "The rule, as `skerry check` prints it.", required=True),
            Key(
                "at",
                Items(TEXT, single=True),
                "What the finding is about, such as a service; without it, all of the rule.",
            ),
            Key("reason", TEXT, "Why it may stay.", required=True),
            Key("until", DAY, "The last day on which it counts; without it, it has no end."),
        ),
    )
)
