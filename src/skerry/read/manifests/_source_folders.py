"""Where the source of what is built stands: a build's context may be an output folder, or the root of a repository of many services."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from skerry.read.manifests._texts import Texts

_OUTPUT = re.compile(r"(^|/)(target|build|out|bin|dist|publish)(/(docker|libs|Release|Debug))*$")
_STAGED = re.compile(r"(^|/)src/main/docker$")
_DOCKER = re.compile(r"(^|/)(src/main/)?(\.?docker|dockerfiles?|ci|container|deployments?|deploy)$", re.I)


def source_folder(texts: Texts, context: str, dockerfile: str = "") -> str | None:
    """The folder of a build, relative to the root ('' for it); None where it leads out of the tree."""
    at = context.removesuffix("/")
    if at.startswith("..") or at.startswith("/") or "$" in at or "://" in at:
        return None
    at = "" if at == "." else at
    if dockerfile and "$" not in dockerfile:
        beside = dirname(normpath(join(at, dockerfile)))
        if beside != at and beside.startswith(f"{at}/" if at else "") and not _DOCKER.search(beside):
            return own_folder(beside)
    return _STAGED.sub("", _OUTPUT.sub("", at))


def own_folder(folder: str) -> str:
    """The folder of a module in which an output folder, or one that only holds Dockerfiles, stands."""
    return _DOCKER.sub("", _OUTPUT.sub("", folder)) if folder else ""
