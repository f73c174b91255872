"""An image may be another one tomorrow.

Why: A tag can be moved. Two pods of one deployment then run different programs, a rollback brings back something else, and what was
scanned is not what runs.

Instead: Name a version and its digest: `orders:1.4@sha256:…`. The build knows it.

When: An image has no tag or the tag `latest` (a warning), or a tag without a digest (a note). Of the `latest` of services of a
fleet that was read `latest-image` speaks.

Source: kube-linter latest-tag; checkov CKV_K8S_14, 43.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests, told
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(
    deployment(image="shop/orders:1.4@sha256:4c5d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f")
)
BROKEN = both(deployment(image="shop/orders:latest"))


_FIX = "write the digest that the build has printed"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload: its worst images."""
    others = told(case)
    for workload in manifests(case).workloads:
        images = [(each, text(each.body, "image")) for each in workload.containers]
        moving = [
            (each, image)
            for each, image in images
            if image
            and not _tag(image)
            and "@sha256:" not in image
            and image != "auto"
            and not (image.endswith(":latest") and workload.resource.name in others)
        ]
        tagged = [(each, image) for each, image in images if _tag(image) and "@sha256:" not in image]
        for rows, what, severity in (
            (moving, "no version", Severity.WARNING),
            (tagged, "a version, but no digest", Severity.NOTE),
        ):
            if rows:
                names = joined(list(dict.fromkeys(f"`{image}`" for _, image in rows)))
                place = workload.resource.span(*rows[0][0].keys, "image")
                message = f"{workload.resource.title}: {names} {'have' if len(rows) > 1 else 'has'} {what}"
                yield Hit((workload.resource.subject, what), message, place, severity=severity, fix=_FIX)
                break


def _tag(image: str) -> str:
    """Its tag; '' for none, and for `latest`."""
    _, colon, tag = image.partition("@")[0].rpartition("/")[2].partition(":")
    return tag if colon and tag != "latest" else ""
