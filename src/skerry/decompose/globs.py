"""Which patterns of paths a service's code is: whole folders where all of their files are the service's, single files for the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from skerry.decompose.partition import Partition
from skerry.kernel.globs import escaped


def globs(partition: Partition) -> dict[str, tuple[str, ...]]:
    """Each service's patterns, folders first; over the partition's files they match exactly the service's own."""
    folders = _folders(partition)
    kept = {folder: service for folder, service in folders.items() if service and not folders.get(_parent(folder), "")}
    found: dict[str, list[str]] = {service: [] for service in partition.services}
    for folder, service in sorted(kept.items()):
        found[service].append(f"{escaped(folder)}/**" if folder else "**")
    for path, service in sorted(partition.service_of.items()):
        if not folders[_parent(path)]:
            found[service].append(escaped(path))
    return {service: tuple(patterns) for service, patterns in found.items()}


def _folders(partition: Partition) -> dict[str, str]:
    """Every folder above a file, to the one service of all files below it, '' where there are several.

    Source that is in no service keeps a folder open; migrations and the like go with the rest of their folder. The root is
    nobody's: what comes into it later should not fall to the only service there is.
    """
    below: dict[str, set[str]] = defaultdict(set)
    graph = partition.graph
    nowhere = (path for path, unit in graph.files.items() if graph.units[unit].role == "source")
    for path, service in {**dict.fromkeys(nowhere, ""), **partition.service_of}.items():
        for folder in _above(path):
            below[folder].add(service)
    return {folder: next(iter(s)) if len(s) == 1 and folder else "" for folder, s in below.items()}


def _above(path: str) -> Iterator[str]:
    while path:
        path = _parent(path)
        yield path


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
