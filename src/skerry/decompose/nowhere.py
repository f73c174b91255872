"""What belongs to no service, named for what it is: shared kernel, utility, framework glue, or isolated."""

from __future__ import annotations

import numpy as np

from skerry.decompose.anchors import Anchors
from skerry.decompose.field import Field
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Unplaced

_MANY = 3  # services that use a file before it is called shared


def unplaced(field: Field, anchors: Anchors, partition: Partition) -> tuple[Unplaced, ...]:
    """All files without a service, in the order of paths."""
    users = _users(field, partition)
    return tuple(
        _named(path, tuple(sorted(users.get(i, ()))), i in anchors.homes, bool(field.references[i].nnz))
        for path, i in sorted((path, i) for i, path in enumerate(field.paths))
        if path not in partition.service_of
    )


def _users(field: Field, partition: Partition) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    ties = field.references.tocoo()
    for source, target in zip(np.asarray(ties.row).tolist(), np.asarray(ties.col).tolist(), strict=True):
        service = partition.service_of.get(field.paths[source])
        if service:
            found.setdefault(target, set()).add(service)
    return found


def _named(path: str, users: tuple[str, ...], domain: bool, refers: bool) -> Unplaced:
    if domain and users:
        why = f"names something of the domain, and {len(users)} services use it: share it on purpose, or copy it"
        return Unplaced(path, "shared kernel", users, why)
    if len(users) >= _MANY or (users and not refers):
        return Unplaced(
            path, "utility", users, f"about nothing of the domain, used by {len(users)} services: a library"
        )
    if users or refers:
        return Unplaced(
            path, "framework glue", users, "starts, configures or connects the parts: each service gets its own"
        )
    return Unplaced(
        path, "isolated", users, "nothing here refers to it and it refers to nothing: dead, or found by name only"
    )
