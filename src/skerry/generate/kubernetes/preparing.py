"""What brings a service's database up to date before the new version of the service starts: a Job, run by itself.

A Job can't be changed once it is there, so it is not part of the base: a pipeline deletes it, applies it, and waits for it. For Argo CD it
is a hook. A service looks at its database when it starts as well, so nothing breaks where nobody runs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from skerry.generate.identity import AMBIENT, ISTIO, LINKERD, mesh
from skerry.generate.kubernetes import network, reaching
from skerry.generate.kubernetes.meta import Object, document, labels
from skerry.generate.kubernetes.pods import spec
from skerry.generate.workloads import Passage, Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

_KEPT = 3600  # seconds that it can be looked at once it has ended
_TRIES = 3
_HOOK = {"argocd.argoproj.io/hook": "PreSync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation"}
_RUNS_ON = ("startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "ports")  # what only lasting pods have
_ALONE: dict[str, tuple[str, Object]] = {  # it reaches stores alone, and would have to end the proxy beside it
    ISTIO: ("labels", {"sidecar.istio.io/inject": "false"}),
    AMBIENT: ("labels", {"istio.io/dataplane-mode": "none"}),
    LINKERD: ("annotations", {"linkerd.io/inject": "disabled"}),
}
_MANY = ("topologySpreadConstraints", "affinity")


def prepares(workload: Workload) -> bool:
    """Whether there is something to bring up to date: a generated service with a store, and once for all its versions."""
    service = workload.service
    return bool(service and service.stores and not service.runs and workload.name == workload.app)


def preparing(system: System, workload: Workload, ways: Sequence[Passage]) -> Iterator[Object]:
    """The Job, as whom it runs, and what it may reach: the stores. Its labels are its own, or the service's requests came to it."""
    name = f"{workload.app}-prepare"
    folders = tuple(each for each in workload.folders if not each.kept)
    job = replace(workload, name=name, app=name, version="", folders=folders)
    stores = [each for each in ways if each.source == workload.app and each.stores]
    yield reaching.account(system, job)
    yield network.allowed(system, job, [replace(each, source=name) for each in stores], {})
    pod = {key: value for key, value in spec(job).items() if key not in _MANY}
    container = {key: value for key, value in pod["containers"][0].items() if key not in _RUNS_ON}
    container |= {"args": ["prepare"], "envFrom": [{"configMapRef": {"name": workload.app}}]}
    yield {
        **document("Job", "batch/v1", system, name, labels(system, job), _HOOK),
        "spec": {
            "backoffLimit": _TRIES,
            "ttlSecondsAfterFinished": Noted(_KEPT, "An hour in which it can be looked at."),
            "template": {
                "metadata": _metadata(system, job),
                "spec": {**pod, "restartPolicy": "Never", "containers": [container]},
            },
        },
    }


def _metadata(system: System, job: Workload) -> Object:
    """Of its pod, which is left out of a mesh."""
    found: Object = {"labels": labels(system, job)}
    where, said = _ALONE.get(mesh(system), ("labels", {}))
    return {**found, where: {**found.get(where, {}), **said}}
