"""Who is let in, as Istio has it: nobody, then for each app whoever the model has ask it, by the name on the certificate of its proxy.

A proxy looks at ALLOW policies together: what one rule of one of them fits is let in, all else gets 403.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import CLUSTER, namespace
from skerry.generate.kubernetes.meta import Object, app, document, shared
from skerry.generate.mesh.permits import METRICS, PARAMETER, Permit, grouped, numbered
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

VERSION = "security.istio.io/v1"
_ONE = "{*}"  # one segment of a path, in Istio's words
_WITHIN = ["/internal", "/internal/*", "/operator/*"]  # what only services ask, and only the pod itself
_ROLES = "request.auth.claims[roles]"


def denied(system: System) -> Object:
    """Nobody is let in whom no other policy lets in: a policy that allows, without a rule."""
    found = document("AuthorizationPolicy", VERSION, system, "default-deny", {})
    del found["metadata"]["labels"]
    return {**found, "spec": {}}


def allowed(
    system: System, workload: Workload, permits: Sequence[Permit], whom: Object | None = None
) -> Iterator[Object]:
    """The policy of one app; none where nobody may ask it. `whom` says at what it is looked at, the pods of the app unless given."""
    rules = [_rule(system, workload, each) for each in permits]
    if rules:
        found = document("AuthorizationPolicy", VERSION, system, workload.app, shared(system, workload))
        target = whom or {"selector": {"matchLabels": app(workload.app)}}
        yield {**found, "spec": {**target, "action": "ALLOW", "rules": rules}}


def _rule(system: System, workload: Workload, permit: Permit) -> Noted:
    rule: Object = {"from": [{"source": _source(system, permit)}], "to": list(_operations(workload, permit))}
    if permit.roles is not None:
        rule["when"] = [{"key": _ROLES, "values": list(permit.roles)}]
    return Noted(rule, permit.why)


def _source(system: System, permit: Permit) -> Object:
    """A workload by its account; of a part of the platform no more is known than where it runs."""
    if permit.namespace:
        return {"namespaces": [permit.namespace]}
    return {"principals": [principal(namespace(system), permit.source)]}


def principal(of: str, account: str) -> str:
    """What a certificate says of a service account, as policies write it."""
    return f"{CLUSTER}/ns/{of}/sa/{account}"


def _operations(workload: Workload, permit: Permit) -> Iterator[Object]:
    """Requests with the same methods together."""
    at = {"ports": [str(numbered(workload, permit.port))]}
    if permit.requests is None:
        yield {"operation": {**at, "notPaths": [*_WITHIN, *([METRICS] if permit.namespace else [])]}}
        return
    for methods, paths in grouped(permit.requests).items():
        yield {"operation": {**at, "methods": list(methods), "paths": [_path(each) for each in paths]}}


def _path(of: str) -> str:
    """A path as Istio's policies have it: `{*}` is one segment, `*` at the end the rest."""
    return of.replace("/**", "/*").replace(PARAMETER, _ONE)
