"""The policies of a model's mesh, asked; and all that somebody could ask of its services, with who may, as the services have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tests.generate.mesh import istio
from tests.generate.mesh.linkerd import Linkerd

from skerry.contracts.write.protobuf.packages import packages_of
from skerry.generate.access import grants, guarded, public
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.generator import Asked
from skerry.generate.kubernetes.meta import app
from skerry.generate.mesh import GENERATOR
from skerry.generate.service.callees import callers_of
from skerry.generate.service.grpc import offered
from skerry.generate.workloads import Workload, platform, workloads
from skerry.model import load
from skerry.model.system import Operation, Service, System

EXAMPLES = Path(__file__).parents[3] / "examples"
Document = Mapping[str, Any]
ANYBODY = "somebody"  # the account of a pod that is no workload of the system


def documents(system: System) -> list[Document]:
    (tree,) = GENERATOR.generate(system, Asked()).trees
    return [
        each
        for name, text in sorted(tree.files.items())
        if name.startswith("base/") and not name.endswith(("kustomization.yaml", "patches.yaml"))
        for each in yaml.safe_load_all(text)
    ]


def meshed(name: str, mesh: str, tmp: Path, **changed: str) -> System:
    """An example with another mesh, and whatever else is changed in its text."""
    for path in (EXAMPLES / name).glob("*"):
        if path.is_file():
            text = path.read_text()
            for before, after in {"mesh: istio": f"mesh: {mesh}", **changed}.items():
                text = text.replace(before, after)
            (tmp / path.name).write_text(text)
    return load(tmp).system


@dataclass(frozen=True)
class Caller:
    """Who asks: an account in a namespace, or nobody with a certificate; and the roles of the token, None for none."""

    account: str = ""
    namespace: str = ""
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Question:
    """One thing that could be asked of a target; `may` says who is let do it, as the target itself has it."""

    target: str
    port: str
    method: str
    path: str
    operation: Operation | None = None
    kind: str = ""


class Judge:
    """What the policies of the mesh say."""

    def __init__(self, system: System, found: list[Document], mesh: str) -> None:
        self._apps: dict[str, Workload] = {each.app: each for each in reversed(workloads(system))}
        self._mesh = mesh
        self.policies = [each for each in found if each["kind"] == "AuthorizationPolicy"]
        self.tokens = [each for each in found if each["kind"] == "RequestAuthentication"]
        self._linkerd = Linkerd(found)
        self._of: dict[str, list[Document]] = {}

    def lets(self, caller: Caller, question: Question) -> bool:
        labels = app(question.target)
        if self._mesh == "linkerd":
            identity = f"{caller.account}.{caller.namespace}.serviceaccount.identity.linkerd.cluster.local"
            return self._linkerd.lets(
                labels, question.port, identity if caller.account else "", question.method, question.path
            )
        if not caller.account:
            return False  # PeerAuthentication is STRICT
        port = self._apps[question.target].port(question.port)
        assert port is not None
        principal = f"cluster.local/ns/{caller.namespace}/sa/{caller.account}"
        claims = None if caller.roles is None else {"sub": "ann", "roles": list(caller.roles)}
        asked = istio.Asked(principal, question.method, question.path, port.number, claims=claims)
        if question.target not in self._of:
            namespace = self.policies[0]["metadata"]["namespace"]
            self._of[question.target] = (
                istio.at_waypoint(self.policies, question.target)
                if self._mesh == "istio-ambient"
                else istio.looked_at(self.policies, labels, namespace)
            )
        return istio.lets(self._of[question.target], asked)


def questions(system: System) -> Iterator[Question]:
    """All that could be asked of the workloads, with a value for each parameter."""
    for workload in workloads(system):
        if workload.name == workload.app:
            yield from _of(system, workload)


def _of(system: System, workload: Workload) -> Iterator[Question]:
    name, service = workload.app, workload.service
    for path, kind in (("/metrics", "metrics"), ("/operator/sagas", "pod"), ("/health", "probe"), ("/none", "nothing")):
        yield Question(name, "http", "GET", path, kind=kind)
    for method in ("GET", "POST"):
        yield Question(name, "http", method, "/graphql", kind="graphql")
    yield Question(name, "http", "POST", "/internal/none", kind="nothing")
    for version in service.api.versions.values() if service else ():
        for operation in version.operations.values():
            if operation.route:
                path = re.sub(r"\{[^}]*\}", "x1", f"/{version.name}{operation.route.path}")
                yield Question(name, "http", operation.route.method, path, operation, "route")
                yield Question(name, "http", operation.route.method, f"{path}/1/2/3", kind="nothing")
    for operation in service.operations.values() if service else ():
        yield Question(name, "http", "POST", f"/internal/{operation.name.operation}", operation, "internal")
    if service and offered(service) and not service.runs:
        for package in packages_of(system, service):
            for rpc in package.rpcs:
                yield Question(name, "grpc", "POST", f"/{package.name}.{rpc.service}/{rpc.name}", kind="grpc")
        yield Question(name, "grpc", "POST", "/grpc.reflection.v1.ServerReflection/Info", kind="nothing")


def callers(system: System) -> Iterator[Caller]:
    """Everybody who could ask, among them those who only look like somebody."""
    own = system.name
    accounts = [each.app for each in workloads(system) if each.name == each.app]
    edge, scraper = platform.gateway(system), platform.scraper(system)
    assert edge and scraper
    yield Caller()
    for account in (*accounts, ANYBODY):
        yield Caller(account, own)
    for account in (*accounts, ANYBODY):
        yield Caller(account, "elsewhere")
        yield Caller(account, f"{own}-more")
    yield Caller(scraper.name, scraper.namespace)
    for roles in (None, (), *((each,) for each in system.access)):
        yield Caller("proxy", edge.namespace, roles)


def may(system: System, caller: Caller, question: Question, *, tokens: bool) -> bool:
    """Who may ask it, as the target itself has it (`service.json`) and the gateway's table: written apart from the generator of meshes.

    `tokens` says whether the mesh looks at roles at all.
    """
    edge, scraper = platform.gateway(system), platform.scraper(system)
    assert edge and scraper
    service = system.services.get(question.target)
    if question.kind == "probe":
        return False
    if question.kind == "metrics":
        return caller.namespace == scraper.namespace
    if caller.namespace == edge.namespace:
        return _gateway(system, caller, question, service, tokens=tokens)
    if caller.namespace != system.name or not caller.account:
        return False
    if question.kind == "graphql" and caller.account == SUPERGRAPH:
        return bool(service and "graphql" in service.api.expose)
    if caller.account == question.target:
        return False  # what a service does by itself never leaves the process
    return bool(question.operation and caller.account in callers_of(system, question.operation))


def _gateway(system: System, caller: Caller, question: Question, service: Service | None, *, tokens: bool) -> bool:
    if question.kind == "graphql":
        return question.target == SUPERGRAPH
    if question.kind == "grpc":
        return True
    if question.kind != "route" or service is None or question.operation is None:
        return False
    operations = service.operations.values()
    if not tokens or not guarded(system) or any(public(service, each) for each in operations):
        return not grants_nobody(system, service, question.operation)
    mine = {each["role"] for each in grants(system, service, question.operation)}
    return bool(mine & set(caller.roles or ()))


def grants_nobody(system: System, service: Service, operation: Operation) -> bool:
    """Whether the model lets no role do it."""
    return guarded(system) and not public(service, operation) and not grants(system, service, operation)
