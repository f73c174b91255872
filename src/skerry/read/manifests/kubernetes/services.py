"""Kubernetes Services: under which names and ports workloads are reached."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from skerry.read.manifests.kubernetes.objects import Object, closeness
from skerry.read.manifests.kubernetes.selecting import is_selected
from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, number, text
from skerry.read.manifests.kubernetes.workloads import Workload

_VERSION = re.compile(r"-(v?\d[\w.]*|canary|stable|blue|green|baseline|primary|alpha|beta|old|new)$")
PUBLIC = frozenset(["LoadBalancer", "NodePort"])


class Services(Struct, frozen=True):
    """`of` are the Services of each workload, by its place in the list; `hosts` the places of those that a Service's name leads to."""

    of: Mapping[int, Sequence[Object]]
    hosts: Mapping[str, Sequence[int]]
    unled: Sequence[Object]  # those that lead to no workload that was read

    def led_to(self, host: str) -> Sequence[int]:
        """The workloads behind `cart`, `cart.shop`, `cart.shop.svc.cluster.local`."""
        return self.hosts.get(host.partition(".")[0], ())


def as_versions(objects: Iterable[Object], workloads: Sequence[Workload]) -> list[Workload]:
    """The workloads, where those that are versions behind one Service are called as that: `reviews-v2` and `pay-canary`."""
    index, rows = Labelled(workloads), list(workloads)
    for each in objects:
        if each.kind == "Service" and not each.group:
            for place in index.versions(each):
                rows[place] = replace(rows[place], name=each.name)
    return rows


def services(objects: Iterable[Object], workloads: Sequence[Workload]) -> Services:
    """Which Service leads to which workload: by its selector, among those that stand nearest to it."""
    index = Labelled(workloads)
    of: dict[int, list[Object]] = defaultdict(list)
    hosts: dict[str, list[int]] = defaultdict(list)
    unled = []
    for each in objects:
        if each.kind != "Service" or each.group:
            continue
        found = index.behind(each)
        for place in found:
            of[place].append(each)
            hosts[each.name].append(place)
        if not found:
            unled.append(each)
    for place, row in enumerate(
        workloads
    ):  # Knative makes addresses itself, and what has no Service may be a part of one
        if row.origin.kind == "Service" or row.origin.name not in hosts:
            hosts[row.origin.name].append(place)
    return Services(of, hosts, unled)


class Labelled:
    """Workloads by the labels of their pods."""

    def __init__(self, workloads: Sequence[Workload]) -> None:
        self.workloads = workloads
        self.labelled: dict[tuple[str, str], set[int]] = defaultdict(set)
        for place, each in enumerate(workloads):
            for key in each.labels:
                self.labelled[key, text(each.labels, key)].add(place)

    def having(self, selector: Mapping[str, object], path: str) -> list[int]:
        """The places of the workloads whose pods have all labels, of those the ones that stand nearest to a file; none for no label."""
        return self._nearest(self._anywhere(selector), path)

    def selected(self, selector: Mapping[str, Any], path: str) -> list[int]:
        """The same of a selector that may have expressions; none for one that asks for nothing."""
        if not listed(selector, "matchExpressions"):
            return self.having(mapping(selector, "matchLabels"), path)
        rows = [place for place, each in enumerate(self.workloads) if is_selected(each.labels, selector)]
        return self._nearest(rows, path)

    def _nearest(self, found: list[int], path: str) -> list[int]:
        near = [closeness(path, self.workloads[place].origin.path) for place in found]
        nearest = max(near, default=0)
        return [place for place, close in zip(found, near, strict=True) if close == nearest]

    def _anywhere(self, selector: Mapping[str, object]) -> list[int]:
        wanted = [self.labelled.get((key, text(selector, key)), set()) for key in selector]
        return sorted(set.intersection(*sorted(wanted, key=len))) if wanted else []

    def behind(self, service: Object) -> list[int]:
        """The places of the workloads that a Service means. One that selects workloads of different names means none of them."""
        found = self.having(selector_of(service), service.path)
        same = [place for place in found if self.workloads[place].name == service.name]
        return found if len({self.workloads[place].name for place in found}) == 1 else same

    def versions(self, service: Object) -> list[int]:
        """The places of workloads anywhere that it selects, and whose names are its own with an ending.

        If one has exactly its name, the others are versions of that only if they run an image of the same beginning; if none
        has, they are if their endings say so.
        """
        rows = [(place, self.workloads[place]) for place in self._anywhere(selector_of(service))]
        images = {_image(each) for _, each in rows if each.name == service.name}
        found = [(place, each) for place, each in rows if each.name.startswith(service.name + "-")]
        if images:
            return [place for place, each in found if any(_image(each).startswith(image) for image in images)]
        return [place for place, each in found if _VERSION.match(each.name.removeprefix(service.name))]


def _image(workload: Workload) -> str:
    """The image of the main container, without its registry and tag."""
    images = [text(each, "image") for each in workload.containers]
    return images[0].rpartition("/")[2].partition("@")[0].partition(":")[0] if images else ""


def selector_of(service: Object) -> Mapping[str, str]:
    """The labels that a Service asks of pods."""
    return mapping(service.body, "spec", "selector")


def ports_of(service: Object) -> Iterator[tuple[int, int, int]]:
    """Of each port: its number, the pod's (the same where it has only a name), and the node's (0 where none is fixed)."""
    for each in mappings(service.body, "spec", "ports"):
        port = number(each, "port")
        if port:
            yield port, number(each, "targetPort") or port, number(each, "nodePort")


def is_public(service: Object) -> bool:
    """Whether it is reached from outside of the cluster."""
    return text(service.body, "spec", "type") in PUBLIC
