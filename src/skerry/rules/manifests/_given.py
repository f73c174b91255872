"""What pods and gateways are given by name: ConfigMaps and Secrets, and what makes Secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, at, listed, mapping, rows, text
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.span import Span
from skerry.rules.manifests._routes import GATEWAY, ISTIO_GATEWAY

CONFIG_MAP, SECRET = "configMap", "secret"
_OF_TLS = frozenset(["tls.crt", "tls.key", "ca.crt"])


@dataclass(frozen=True, eq=False)
class Reference:
    """An object names a ConfigMap or a Secret at `keys`; `key` of it at `key_keys`, '' for all of it."""

    resource: Resource
    name: str
    namespace: str
    keys: tuple[Key, ...]
    key: str = ""
    key_keys: tuple[Key, ...] = ()

    @property
    def span(self) -> Span:
        """Where its name stands."""
        return self.resource.span(*self.keys)

    @property
    def key_span(self) -> Span:
        """Where the key stands."""
        return self.resource.span(*self.key_keys)


def references(known: Manifests, kind: str) -> Iterator[Reference]:
    """All of `CONFIG_MAP` or of `SECRET` that must be there; what is `optional` need not."""
    for workload in known.workloads:
        for container in workload.containers:
            yield from _of_container(workload, container, kind)
        yield from _of_volumes(workload, kind)
        if kind == SECRET:
            for place, each in rows(workload.pod, "imagePullSecrets"):
                if name := text(each, "name"):
                    keys = (*workload.keys, "spec", "imagePullSecrets", place, "name")
                    yield Reference(workload.resource, name, workload.namespace, keys)
    if kind == SECRET:
        yield from _of_gateways(known)


def _of_container(workload: Workload, container: Container, kind: str) -> Iterator[Reference]:
    resource, namespace = workload.resource, workload.namespace
    for place, each in rows(container.body, "env"):
        said = mapping(each, "valueFrom", f"{kind}KeyRef")
        if text(said, "name") and said.get("optional") is not True:
            keys = (*container.keys, "env", place, "valueFrom", f"{kind}KeyRef")
            yield Reference(resource, text(said, "name"), namespace, (*keys, "name"), text(said, "key"), (*keys, "key"))
    for place, each in rows(container.body, "envFrom"):
        said = mapping(each, f"{kind}Ref")
        if text(said, "name") and said.get("optional") is not True:
            yield Reference(
                resource, text(said, "name"), namespace, (*container.keys, "envFrom", place, f"{kind}Ref", "name")
            )


def _of_volumes(workload: Workload, kind: str) -> Iterator[Reference]:
    for place, volume in rows(workload.pod, "volumes"):
        keys = (*workload.keys, "spec", "volumes", place)
        yield from _of_source(workload, volume, kind, keys, "secretName" if kind == SECRET else "name")
        for index, source in rows(volume, "projected", "sources"):
            yield from _of_source(workload, source, kind, (*keys, "projected", "sources", index), "name")


def _of_source(workload: Workload, holder: object, kind: str, keys: tuple[Key, ...], field: str) -> Iterator[Reference]:
    said = mapping(holder, kind)
    name = text(said, field)
    if not name or said.get("optional") is True:
        return
    where = (*keys, kind, field)
    items = list(rows(said, "items"))
    for place, item in items:
        yield Reference(
            workload.resource, name, workload.namespace, where, text(item, "key"), (*keys, kind, "items", place, "key")
        )
    if not items:
        yield Reference(workload.resource, name, workload.namespace, where)


def _of_gateways(known: Manifests) -> Iterator[Reference]:
    for each in known.of("Ingress.networking.k8s.io"):
        for place, tls in rows(each.body, "spec", "tls"):
            if (name := text(tls, "secretName")) and not _certified(each):
                yield Reference(each, name, each.namespace, ("spec", "tls", place, "secretName"))
    yield from _of_istio(known)
    for each in known.of(GATEWAY):
        for place, listener in rows(each.body, "spec", "listeners"):
            for index, said in rows(listener, "tls", "certificateRefs"):
                if text(said, "kind") in {"", "Secret"} and text(said, "name") and not _certified(each):
                    keys = ("spec", "listeners", place, "tls", "certificateRefs", index, "name")
                    yield Reference(each, text(said, "name"), text(said, "namespace") or each.namespace, keys)


def _of_istio(known: Manifests) -> Iterator[Reference]:
    for each in known.of(ISTIO_GATEWAY):
        for place, server in rows(each.body, "spec", "servers"):
            if name := text(server, "tls", "credentialName"):
                wanted = mapping(each.body, "spec", "selector")
                homes = {pod.namespace for pod in known.workloads if wanted and wanted.items() <= pod.labels.items()}
                keys = ("spec", "servers", place, "tls", "credentialName")
                yield Reference(each, name.removesuffix("-cacert"), homes.pop() if len(homes) == 1 else "", keys)


def _certified(each: Resource) -> bool:
    """Whether cert-manager makes the secrets that it names."""
    return any(key.startswith("cert-manager.io/") and "issuer" in key for key in each.annotations)


@dataclass(frozen=True, eq=False)
class Made:
    """Something makes a Secret with these keys; None where nobody can know which."""

    resource: Resource
    namespace: str
    keys: frozenset[str] | None


def made_secrets(known: Manifests) -> dict[str, list[Made]]:
    """All Secrets that something here makes, by name."""
    found: dict[str, list[Made]] = {}
    for each in known.resources:
        for name, keys in _made(each):
            found.setdefault(name, []).append(Made(each, each.namespace, keys))
    return found


def _made(each: Resource) -> Iterator[tuple[str, frozenset[str] | None]]:
    body = each.body
    match each.type:
        case "Secret":
            keys = frozenset([*mapping(body, "data"), *mapping(body, "stringData")])
            yield each.name, None if each.open_keys else keys or None
        case "SealedSecret.bitnami.com":
            name = text(body, "spec", "template", "metadata", "name") or each.name
            yield (
                name,
                frozenset([*mapping(body, "spec", "encryptedData"), *mapping(body, "spec", "template", "data")])
                or None,
            )
        case "ExternalSecret.external-secrets.io":
            name = text(body, "spec", "target", "name") or each.name
            templated = mapping(body, "spec", "target", "template", "data")
            keys = frozenset(templated) or frozenset(text(row, "secretKey") for _, row in rows(body, "spec", "data"))
            yield (
                name,
                None
                if listed(body, "spec", "dataFrom") or at(body, "spec", "target", "template", "templateFrom")
                else keys,
            )
        case "Certificate.cert-manager.io":
            yield text(body, "spec", "secretName"), _OF_TLS
        case "SecretProviderClass.secrets-store.csi.x-k8s.io":
            for _, made in rows(body, "spec", "secretObjects"):
                yield text(made, "secretName"), frozenset(text(row, "key") for _, row in rows(made, "data"))
        case _:
            if each.kind.endswith("Secret") and each.group:  # operators of vaults
                yield text(body, "spec", "destination", "name") or each.name, None
