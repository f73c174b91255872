"""What schemas refuse, as findings; each object is held to its schema once, whichever rule asks first."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.schemas import Fault, faults
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests


def hits(case: Case, sort: str) -> Iterator[Hit]:
    """The faults of one sort."""
    for resource, fault in manifests(case).derived(_all):
        if fault.sort == sort:
            subject = (resource.subject, ".".join(map(str, fault.keys)))
            yield Hit(subject, f"{resource.title}: {fault.message}", resource.span(*fault.keys), fix=fault.instead)


def _all(known: Manifests) -> list[tuple[Resource, Fault]]:
    return [(resource, fault) for resource in known.resources for fault in faults(known.schemas, resource)]
