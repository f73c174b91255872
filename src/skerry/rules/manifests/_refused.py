"""What the API server refuses beyond its schemas: rules that it has in its own code.

Source: Kubernetes, pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, at, mapping, number, rows, text
from skerry.formats.kubernetes.workloads import Workload

Refused = tuple[Resource, tuple[Key, ...], str, str]
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_PORT = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
_QUANTITY = re.compile(r"([0-9.]+)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?")
_FACTORS = {"": 1.0, "m": 0.001, **{f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTPE", 1)}}
_FACTORS |= {letter: 1000.0**power for power, letter in enumerate("kMGTPE", 1)}
_WAYS = ("exec", "httpGet", "tcpSocket", "grpc")


def refused(known: Manifests) -> Iterator[Refused]:
    """All of it."""
    for each in known.of("Service"):
        yield from _service(each)
    for workload in known.workloads:
        yield from _pod(workload)
    for each in known.of("HorizontalPodAutoscaler.autoscaling"):
        least, most = number(each.body, "spec", "minReplicas"), number(each.body, "spec", "maxReplicas")
        if least is not None and most is not None and least > most:
            yield each, ("spec", "minReplicas"), f"its least, {least}, is above its most, {most}", ""
    for each in known.of("PodDisruptionBudget.policy"):
        if each.at("spec", "minAvailable") is not None and each.at("spec", "maxUnavailable") is not None:
            yield (
                each,
                ("spec", "minAvailable"),
                "minAvailable and maxUnavailable are both set",
                "remove `minAvailable`",
            )


def _service(each: Resource) -> Iterator[Refused]:
    ports = list(rows(each.body, "spec", "ports"))
    if each.name and not _LABEL.fullmatch(each.name):
        yield each, ("metadata", "name"), f"`{each.name}` is no DNS label", "write small letters, digits and `-`"
    names: set[str] = set()
    numbers: set[tuple[str, str]] = set()
    for place, port in ports:
        keys = ("spec", "ports", place)
        name = text(port, "name")
        one = (text(port, "port"), text(port, "protocol") or "TCP")
        if len(ports) > 1 and not name:
            yield (
                each,
                keys,
                f"port {one[0]} has no name, and it is one of several",
                "add `name:`, as `http` or `https`",
            )
        elif name and name in names:
            yield each, (*keys, "name"), f"two ports are called `{name}`", ""
        if one in numbers:
            yield each, (*keys, "port"), f"two ports are {one[0]}/{one[1]}", ""
        names.add(name)
        numbers.add(one)


def _pod(workload: Workload) -> Iterator[Refused]:
    each = workload.resource
    seen: set[str] = set()
    for container in workload.containers:
        name = container.name
        if name in seen:
            yield each, (*container.keys, "name"), f"two containers are called `{name}`", ""
        elif name and not _LABEL.fullmatch(name):
            yield each, (*container.keys, "name"), f"`{name}` is no DNS label", "write small letters, digits and `-`"
        seen.add(name)
        for place, port in rows(container.body, "ports"):
            said = text(port, "name")
            if said and not _PORT.fullmatch(said):
                what = f"`{said}` is no name of a port: at most 15 small letters, digits and `-`, one letter among them"
                yield each, (*container.keys, "ports", place, "name"), what, ""
        for resource in ("cpu", "memory"):
            asked = quantity(at(container.body, "resources", "requests", resource))
            most = quantity(at(container.body, "resources", "limits", resource))
            if asked is not None and most is not None and asked > most:
                keys = (*container.keys, "resources", "requests", resource)
                yield each, keys, f"`{name}` requests more {resource} than its limit", ""
        for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
            ways = [way for way in _WAYS if way in mapping(container.body, probe)]
            if len(ways) > 1:
                yield (
                    each,
                    (*container.keys, probe, ways[1]),
                    f"the {probe} of `{name}` asks in two ways",
                    f"remove `{ways[1]}`",
                )


def quantity(said: object) -> float | None:
    """`250m`, `512Mi`, 2; None for what is none."""
    if isinstance(said, (int, float)) and not isinstance(said, bool):
        return float(said)
    found = _QUANTITY.fullmatch(said) if isinstance(said, str) else None
    try:
        return float(found[1]) * _FACTORS[found[2] or ""] if found else None
    except ValueError:
        return None
