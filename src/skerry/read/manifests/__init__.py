"""One file a kind of manifest: compose, Kubernetes, Dockerfiles, workspaces … Each says what parts a system has, and nothing of the others.

A manifest's module has `read(texts) -> Iterator[Part]`. It picks its own files, notes what it can't read with `texts.problem`, and
raises nothing. Where its files may set a system up in several ways it also has `deployments(texts) -> Iterator[Deployment]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from skerry.facts.fleet import Deployment
from skerry.kernel.registry import modules
from skerry.read.manifests._libraries import Library, libraries
from skerry.read.manifests._part import Claim, Part, Pointer, Setting
from skerry.read.manifests._properties import Property, properties, relaxed
from skerry.read.manifests._texts import Texts

__all__ = [
    "Claim", "Library", "Part", "Pointer", "Property", "Setting", "Texts", "deployments", "libraries", "parts", "properties", "relaxed",
]  # fmt: skip


def parts(texts: Texts) -> Iterator[Part]:
    """What all readers find, reader by reader."""
    for reader in modules(sys.modules[__name__], "skerry.manifests"):
        yield from reader.read(texts)


def deployments(texts: Texts) -> Iterator[Deployment]:
    """What all readers find that knows of any, reader by reader; names may occur several times."""
    for reader in modules(sys.modules[__name__], "skerry.manifests"):
        if hasattr(reader, "deployments"):
            yield from reader.deployments(texts)
