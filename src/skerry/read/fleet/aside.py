"""Manifests that stand aside: of former deployments, in documents, and of samples and extras, where a tree has others that run its system.

What a team no longer installs it keeps in `old-docs/k8s` or `deprecated/`; what it shows to readers in `docs/` and `examples/`; what may
be added to the main deployment in `extras/`. None of these runs as long as nobody chooses it (`--deployment`), so that what only they
know is no node, and what they say of a node is not said of the one that runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from skerry.read.fleet.groups import folded
from skerry.read.manifests import Part, Texts

_WORD = re.compile(r"[a-z0-9]+")
_FORMER = frozenset(
    ["old", "deprecated", "obsolete", "archive", "archived", "archives", "legacy", "attic", "outdated", "backup", "bak", "unused"]
)  # fmt: skip
_SHOWN = frozenset(
    ["doc", "docs", "documentation", "example", "examples", "sample", "samples", "extra", "extras", "tutorial", "tutorials"]
)  # fmt: skip
_NEUTRAL = frozenset(
    ["k8s", "kubernetes", "manifest", "manifests", "deploy", "deployment", "deployments", "compose", "docker", "helm", "chart",
     "charts", "yaml", "config", "configs", "files", "infra", "infrastructure", "version", "versions"]
)  # fmt: skip
_MOST_TO_ONE = 2  # how often more a tree may run aside than elsewhere: past that its system stands there


class Aside:
    """`paths` are the manifests of a tree that stand aside; none of a deployment that was chosen."""

    def __init__(self, texts: Texts, parts: Sequence[Part]) -> None:
        chosen = texts.chosen.paths if texts.chosen is not None else ()
        deployed = {part.witness.path for part in parts if _is_deployed(part)}
        root = 1 if texts.tree.folders else 0  # the folders of a workspace are called as their owner likes
        paths = {path for path in deployed - {*chosen} if any(map(_is_aside, path.split("/")[root:-1]))}
        inside, outside = (
            {folded(part.name) for part in parts if _is_deployed(part) and (part.witness.path in paths) is within}
            for within in (True, False)
        )
        self.paths = frozenset(paths) if len(inside) <= _MOST_TO_ONE * len(outside) else frozenset()

    def weighed(self, part: Part) -> Part:
        """A part that makes no node by itself, if its manifest stands aside."""
        return replace(part, runs=False) if part.witness.path in self.paths else part

    def without(self, parts: Sequence[Part]) -> Sequence[Part]:
        """What is said of a node elsewhere; the best name first, as before."""
        return [part for part in parts if part.witness.path not in self.paths] or parts


def _is_deployed(part: Part) -> bool:
    return part.runs and bool(part.among)


def _is_aside(folder: str) -> bool:
    """Whether a folder's name says nothing but that: one of a service is called `archive-service`, or `docs-api`."""
    words = set(_WORD.findall(folder.lower()))
    return bool(words & (_FORMER | _SHOWN)) and words <= _FORMER | _SHOWN | _NEUTRAL
