"""Who is reached from outside, and how calls to a host are guarded: ingresses, routes of gateways, and rules of meshes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from skerry.read.manifests._part import Claim
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import listed, mapping, mappings, text

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|h|m|s)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


def claims(each: Object) -> Iterator[tuple[str, Claim]]:
    """A Service's host, and what an object says of it."""
    if each.kind in _OUTSIDE:
        for host, port in _OUTSIDE[each.kind](each):
            yield host, Claim("publishes-port", each.witness(f"{each.kind} {each.name}"), port)
    if each.kind in _GUARDS and each.group in _GROUPS[each.kind]:
        yield from _GUARDS[each.kind](each)


def _ingress(each: Object) -> Iterator[tuple[str, str]]:
    spec = mapping(each.body, "spec")
    backends = [mapping(spec, "defaultBackend"), mapping(spec, "backend")]
    for rule in mappings(spec, "rules"):
        backends += [mapping(path, "backend") for path in mappings(rule, "http", "paths")]
    for backend in backends:
        service = mapping(backend, "service")
        name = text(service, "name") or text(backend, "serviceName")
        if name:
            yield name, text(service, "port", "number") or text(backend, "servicePort")


def _route_of_gateway(each: Object) -> Iterator[tuple[str, str]]:
    if _parents(each) == {"Service"}:
        return
    for rule in mappings(each.body, "spec", "rules"):
        for backend in mappings(rule, "backendRefs"):
            yield text(backend, "name"), text(backend, "port")


def _parents(each: Object) -> set[str]:
    """The kinds of what a route is attached to: a Service where it steers calls within the mesh, else a gateway."""
    return {text(parent, "kind") for parent in mappings(each.body, "spec", "parentRefs")}


def _route_of_openshift(each: Object) -> Iterator[tuple[str, str]]:
    target = mapping(each.body, "spec", "to")
    if text(target, "name"):
        yield text(target, "name"), text(each.body, "spec", "port", "targetPort")


def _route_of_traefik(each: Object) -> Iterator[tuple[str, str]]:
    for route in mappings(each.body, "spec", "routes"):
        for service in mappings(route, "services"):
            yield text(service, "name"), text(service, "port")


def _mapping_of_ambassador(each: Object) -> Iterator[tuple[str, str]]:
    host, _, port = text(each.body, "spec", "service").rpartition("//")[2].partition(":")
    yield host, port


def _virtual_service(each: Object) -> Iterator[tuple[str, str]]:
    gateways = [text(gateway) for gateway in listed(each.body, "spec", "gateways")]
    if any(gateway != "mesh" for gateway in gateways):
        for _, destination in _destinations(each):
            yield text(destination, "host"), text(destination, "port", "number")


_OUTSIDE = {
    "Ingress": _ingress,
    "HTTPRoute": _route_of_gateway,
    "GRPCRoute": _route_of_gateway,
    "TCPRoute": _route_of_gateway,
    "TLSRoute": _route_of_gateway,
    "Route": _route_of_openshift,
    "IngressRoute": _route_of_traefik,
    "IngressRouteTCP": _route_of_traefik,
    "Mapping": _mapping_of_ambassador,
    "VirtualService": _virtual_service,
}


def _destinations(each: Object) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The rules of a VirtualService, and where each leads."""
    for protocol in ("http", "tcp", "tls"):
        for rule in mappings(each.body, "spec", protocol):
            for route in mappings(rule, "route"):
                yield rule, mapping(route, "destination")


def _of_virtual_service(each: Object) -> Iterator[tuple[str, Claim]]:
    for rule, destination in _destinations(each):
        host = text(destination, "host")
        if timeout := seconds(text(rule, "timeout")):
            yield host, Claim("times-out", each.witness(f"timeout {text(rule, 'timeout')}"), timeout, inbound=True)
        attempts = text(rule, "retries", "attempts")
        if attempts and attempts != "0":
            yield host, Claim("retries", each.witness(f"retries {attempts}"), attempts, inbound=True)


def _of_destination_rule(each: Object) -> Iterator[tuple[str, Claim]]:
    host, policy = text(each.body, "spec", "host"), mapping(each.body, "spec", "trafficPolicy")
    for key, trait in (
        ("outlierDetection", "breaks-circuit"),
        ("connectionPool", "bulkhead"),
        ("loadBalancer", "balances-load"),
    ):
        if mapping(policy, key):
            yield host, Claim(trait, each.witness(key, "spec", "trafficPolicy", key), "istio", inbound=True)
    if text(policy, "tls", "mode") in {"ISTIO_MUTUAL", "MUTUAL"}:
        yield host, Claim("encrypts", each.witness("tls", "spec", "trafficPolicy", "tls"), "istio")


def _of_route(each: Object) -> Iterator[tuple[str, Claim]]:
    """What a mesh promises its callers. A gateway promises it to those outside, and to no service."""
    kinds = _parents(each)
    if kinds and "Service" not in kinds:
        return
    for rule in mappings(each.body, "spec", "rules"):
        for backend in mappings(rule, "backendRefs"):
            if timeout := seconds(text(rule, "timeouts", "request")):
                yield text(backend, "name"), Claim("times-out", each.witness("timeouts"), timeout, inbound=True)
            if attempts := text(rule, "retry", "attempts"):
                yield text(backend, "name"), Claim("retries", each.witness("retry"), attempts, inbound=True)


def _of_service_profile(each: Object) -> Iterator[tuple[str, Claim]]:
    for route in mappings(each.body, "spec", "routes"):
        if timeout := seconds(text(route, "timeout")):
            yield each.name, Claim("times-out", each.witness("timeout"), timeout, inbound=True)
        if text(route, "isRetryable") == "true":
            yield each.name, Claim("retries", each.witness("isRetryable"), inbound=True)


_GUARDS = {
    "VirtualService": _of_virtual_service,
    "DestinationRule": _of_destination_rule,
    "HTTPRoute": _of_route,
    "GRPCRoute": _of_route,
    "ServiceProfile": _of_service_profile,
}
_GROUPS = {
    "VirtualService": ("networking.istio.io",),
    "DestinationRule": ("networking.istio.io",),
    "HTTPRoute": ("gateway.networking.k8s.io",),
    "GRPCRoute": ("gateway.networking.k8s.io",),
    "ServiceProfile": ("linkerd.io",),
}


def seconds(duration: str) -> str:
    """A duration as `1m30s` or `250ms` in seconds; '' for what is none, and for 0, which means no limit."""
    found = _DURATION.findall(duration)
    total = sum(float(number) * _SECONDS[unit] for number, unit in found)
    return f"{total:g}" if total else ""
