"""A plane: a fleet, and what whoever made it can know. What a plane cannot know is never missing there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import join, normpath

from msgspec.structs import replace

from skerry.facts.fleet import Fleet, Witness

# What can be known completely: who does not say it, denies it.
ASPECTS = (
    "nodes",
    "calls",
    "data",
    "channels",
    "routes",
    "plumbing",  # registries, telemetry, tools: nobody's intent
    "traits",  # what code and manifests show of services and calls, where their source was read
    "wire",  # whether a call is HTTP or gRPC, and what else the language of models has no word for
)
MODEL = frozenset(["nodes", "calls", "data", "channels", "routes"])
CODE = frozenset(ASPECTS)
CLUSTER = frozenset(["nodes", "plumbing"])  # it runs images, and sees no code
TRACES: frozenset[str] = frozenset()  # what nobody has asked for was not seen
_ENOUGH = 1000  # requests after which a call that was never seen is worth a note


@dataclass(frozen=True, slots=True)
class Plane:
    """`name` is what reports call it; `knows` are aspects of which everything is told that there is.

    Numbers and texts (ports, replicas, images, owners) are compared where both planes have one. `requests` is how many were
    watched, for a plane that sees only what happens. `root` is the folder to which the fleet's witnesses are relative.
    `products` are those stores for which it has a word; empty: any.
    """

    name: str
    fleet: Fleet
    knows: frozenset[str] = CODE
    requests: int = 0
    root: str = ""
    products: frozenset[str] = frozenset()

    def denies(self, aspect: str) -> bool:
        """Whether what it does not tell is not there."""
        return aspect in self.knows

    @property
    def watched(self) -> bool:
        """Whether enough was seen to wonder about what was not."""
        return self.requests >= _ENOUGH

    def places(self, seen: Iterable[Witness]) -> tuple[Witness, ...]:
        """Where something was seen, as whoever asked can open it; each place once."""
        return tuple(dict.fromkeys(replace(each, path=self._place(each.path), strength=1.0) for each in seen))

    def _place(self, path: str) -> str:
        return f"{self.root}{path}" if self.root.endswith(":") else normpath(join(self.root, path))
