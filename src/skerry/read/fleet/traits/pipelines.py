"""Which nodes a pipeline of continuous delivery builds: those whose folder or name it speaks of, or all where it speaks of none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._stand import Stand

_BUILDS = re.compile(
    r"\b(docker|buildx|podman|kaniko|mvnw?|gradlew?|dotnet|npm|yarn|pnpm|cargo|pytest|tox|make|helm|kubectl|skaffold|deploy|"
    r"go (?:build|test|vet)|build-push-action|msbuild|sbt|bazel|nx)\b"
)


def find(stand: Stand) -> Iterator[Trait]:
    """`own` for a pipeline in a node's folder, or that names its folder; `all` for one that names no folder of any node."""
    rows = [(node.name, folder) for node in stand.nodes for folder in node.folders if folder]
    if not rows:
        return
    words = {folder: node for node, folder in rows} | {folder.rpartition("/")[2]: node for node, folder in rows}
    names = re.compile(r"(?<![\w.-])(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")(?![\w-])")
    for path, text in stand.pipelines:
        if not _BUILDS.search(text):
            continue
        own = stand.ground.node_of(path)
        named = {words[found[1]]: text.count("\n", 0, found.start()) + 1 for found in names.finditer(text)}
        if own:
            named.setdefault(own, 0)
        value = "own" if named else "all"
        for node, line in sorted((named or dict.fromkeys((node for node, _ in rows), 0)).items()):
            yield Trait(node, "delivered-by-ci", "", value, (Witness(path, line, "pipelines"),))
