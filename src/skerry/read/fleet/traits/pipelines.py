"""Which nodes a pipeline of continuous delivery builds: those whose folder or name it speaks of, or all where it speaks of none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._stand import Stand
from skerry.read.sources import text_of, walk

_PIPELINE = re.compile(
    r"(?:^|/)(?:Jenkinsfile[\w.-]*|\.?gitlab-ci\.ya?ml|\.?travis\.yml|azure-pipelines[\w.-]*\.ya?ml|bitbucket-pipelines\.yml|"
    r"circle\.yml|cloudbuild[\w.-]*\.ya?ml|buildspec[\w.-]*\.ya?ml|\.?drone\.yml|\.?appveyor\.yml)$"
)
_OF_OTHERS = re.compile(
    r"(?:^|/)(?:wwwroot|static|public|assets|vendor|third_party)/"
)  # what came with a library of others
_HIDDEN = (".github/workflows", ".circleci", ".tekton")
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
    for path, text in _pipelines(stand):
        if not _BUILDS.search(text):
            continue
        own = stand.ground.node_of(path)
        named = {words[found[1]]: text.count("\n", 0, found.start()) + 1 for found in names.finditer(text)}
        if own:
            named.setdefault(own, 0)
        value = "own" if named else "all"
        for node, line in sorted((named or dict.fromkeys((node for node, _ in rows), 0)).items()):
            yield Trait(node, "delivered-by-ci", "", value, (Witness(path, line, "pipelines"),))


def _pipelines(stand: Stand) -> Iterator[tuple[str, str]]:
    """Paths and texts of what continuous delivery is told; its folders are hidden ones, which the walk leaves out."""
    texts = stand.ground.texts
    for file in texts.tree.files:
        if _PIPELINE.search(file.path) and not _OF_OTHERS.search(file.path):
            yield file.path, texts.of(file.path)
    roots = {f"{name}/": root for name, root in texts.tree.folders.items()} or {"": texts.tree.root}
    for prefix, root in roots.items():
        for name in _HIDDEN:
            for path, text in _inside(root / name):
                yield f"{prefix}{name}/{path}", text


def _inside(folder: Path) -> Iterator[tuple[str, str]]:
    if not folder.is_dir() or folder.is_symlink() or folder.parent.is_symlink():
        return
    tree = walk(folder, lambda name, extension: extension in {".yml", ".yaml"})
    for file in tree.files:
        if data := text_of(tree, file):
            yield file.path, data.decode("utf-8", "replace")
