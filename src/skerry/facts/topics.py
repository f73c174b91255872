"""Whether a message sent to a topic reaches who listens to another name: as AMQP, MQTT and NATS match them.

Sources: AMQP 0-9-1 §3.1.3.3 (`*` one word, `#` any number); MQTT 5 §4.7 (`+`, `#`); NATS, "Subject-Based Messaging" (`*`, `>`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(r"[./]")
_ONE = frozenset("*+")
_ANY = frozenset("#>")
_MOST_WORDS = 20


def is_pattern(topic: str) -> bool:
    """Whether a name has a word that stands for others."""
    return any(word in _ONE or word in _ANY for word in _WORDS.split(topic))


@lru_cache(maxsize=10_000)
def reaches(topic: str, listened: str) -> bool:
    """Whether a message of `topic` (which may be a pattern itself, where its end is only known at run time) is heard by `listened`."""
    if topic.lower() == listened.lower():
        return True
    if not (is_pattern(topic) or is_pattern(listened)):
        return False
    return _matches(_WORDS.split(topic.lower())[:_MOST_WORDS], _WORDS.split(listened.lower())[:_MOST_WORDS])


def _matches(sent: list[str], heard: list[str]) -> bool:
    """Word by word, from the ends of both: `after[j]` says whether what is left of `sent` meets what is left of `heard` behind `j`."""
    after = [all(word in _ANY for word in heard[j:]) for j in range(len(heard) + 1)]
    for word in reversed(sent):
        now = [word in _ANY and after[-1]]
        for j in range(len(heard) - 1, -1, -1):
            if word in _ANY or heard[j] in _ANY:
                now.append(after[j] or now[-1])
            else:
                one = word == heard[j] or word in _ONE or heard[j] in _ONE
                now.append(one and after[j + 1])
        after = now[::-1]
    return after[0]
