"""The topic that a name in code stands for, once the node's configuration is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence._configuration import configuration
from skerry.read.fleet.ground import Ground

_DESTINATION = re.compile(r"(?i)^spring\.cloud\.stream\.bindings\.([\w-]+)\.destination$")
_BOUND = re.compile(r"(?i)-(in|out)-\d+$")
_STANDARD = frozenset(["input", "output"])  # of Sink, Source and Processor
_PLACE = re.compile(r"[$#]\{['\"]?([\w.-]+?)['\"]?(?::([^}]*))?\}")
_UNKNOWN = re.compile(r"[$#]?\{[^}]*\}")


class Topics:
    """Those of one node. `bindings` are Spring Cloud Stream's: the name that code has for a channel, its topic, and where that stands."""

    def __init__(self, ground: Ground, node: str) -> None:
        settings = [*configuration(ground, node), *ground.settings(node)]
        self._known = {setting.key.lower(): setting.value for setting in settings}
        self.bindings: dict[str, tuple[str, Witness]] = {
            named[1]: (self.filled(setting.value), setting.witness)
            for setting in settings
            if (named := _DESTINATION.match(setting.key)) and setting.value
        }

    def of(self, name: str) -> str:
        """The topic of a name; '' where nothing is known of it."""
        filled = self.filled(name)
        return self.bindings[filled][0] if filled in self.bindings else filled

    def filled(self, topic: str) -> str:
        """A topic with its placeholders looked up; what only running it would tell is `*`, and '' if that is all."""
        if "{" not in topic:
            return topic.strip()
        whole = _PLACE.sub(self._value, topic)
        return _UNKNOWN.sub("*", whole) if re.sub(r"[\W_]", "", _UNKNOWN.sub("", whole)) else ""

    def _value(self, place: re.Match[str]) -> str:
        key = place[1].lower()
        return self._known.get(key) or self._known.get(re.sub(r"[.-]", "_", key)) or place[2] or place[0]

    def bound(self) -> Iterator[tuple[str, str, Witness]]:
        """Direction, topic and place of functions' bindings, whose names say which way they go: `place-out-0`."""
        for name, (topic, witness) in self.bindings.items():
            way = _BOUND.search(name)
            if way or name.lower() in _STANDARD:
                received = way[1].lower() == "in" if way else name.lower() == "input"
                yield "receive" if received else "send", topic, witness
