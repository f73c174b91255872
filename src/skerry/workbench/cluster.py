"""What a cluster says of itself: asked with `kubectl get -o json`, or out of a file with its answer. Nothing is changed there.

Secrets are never asked for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skerry.formats import problems as format_problems
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read.fleet import fleet_of_objects
from skerry.rules.drift import CLUSTER, Plane
from skerry.workbench.planes import Source

# Kinds that say what runs, who reaches it and how it is treated; those of them that a cluster does not have are not asked for.
_KINDS = (
    "deployments.apps", "statefulsets.apps", "daemonsets.apps", "cronjobs.batch", "jobs.batch", "services", "configmaps",
    "ingresses.networking.k8s.io", "networkpolicies.networking.k8s.io", "horizontalpodautoscalers.autoscaling",
    "gateways.gateway.networking.k8s.io", "httproutes.gateway.networking.k8s.io", "grpcroutes.gateway.networking.k8s.io",
    "virtualservices.networking.istio.io", "destinationrules.networking.istio.io", "gateways.networking.istio.io",
    "serviceentries.networking.istio.io", "peerauthentications.security.istio.io", "authorizationpolicies.security.istio.io",
    "routes.route.openshift.io", "deploymentconfigs.apps.openshift.io", "services.serving.knative.dev", "rollouts.argoproj.io",
)  # fmt: skip
_SECONDS = 60
_LARGEST = 512 << 20  # bytes of an answer
_WORDS = 300  # characters of an error that are shown


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """What kubectl, or a file, says instead of an answer, and what to do."""

    what: str
    instead: str = ""


def of_cluster(given: str, namespace: str = "") -> Source:
    """The plane of a cluster: of a file, of standard input (`-`), or of a context of kubectl; all namespaces, unless one is named."""
    try:
        body = _answer(given, namespace)
        fleet = fleet_of_objects([_of_namespace(body, namespace)], "cluster")
    except Refused as refused:
        problem = Problem(format_problems.UNREADABLE, refused.what, Span(given), instead=refused.instead)
        return Source(None, (problem,))
    return Source(Plane("cluster", fleet, CLUSTER))


def _answer(given: str, namespace: str) -> Any:
    if given == "-":
        return _parsed(sys.stdin.buffer.read(_LARGEST + 1), "standard input")
    path = Path(given)
    if path.is_file():
        try:
            with path.open("rb") as file:
                return _parsed(file.read(_LARGEST + 1), given)
        except OSError as error:
            raise Refused(str(error.strerror or error)) from None
    return _asked(given, namespace)


def _asked(context: str, namespace: str) -> Any:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise Refused(
            f"there is no file {context!r}, and kubectl, which could ask a cluster of that context, was not found",
            "Install kubectl, or give a file with what `kubectl get deployments,services,… -A -o json` prints.",
        )
    whose = [kubectl, f"--context={context}", f"--request-timeout={_SECONDS}s"]
    served = set(_run([*whose, "api-resources", "--verbs=list", "--output=name"]).decode("utf-8", "replace").split())
    kinds = [kind for kind in _KINDS if kind in served]
    if not kinds:
        raise Refused("the cluster serves none of the kinds that say what runs")
    where = f"--namespace={namespace}" if namespace else "--all-namespaces"
    return _parsed(_run([*whose, "get", ",".join(kinds), where, "--output=json", "--ignore-not-found"]), context)


def _run(command: Sequence[str]) -> bytes:
    """What a command prints. Its arguments are never seen by a shell.

    Raises:
        Refused: it ended with an error, or did not end.
    """
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise Refused(
            f"kubectl did not answer within {_SECONDS} s", "See whether the cluster can be reached."
        ) from None
    except OSError as error:
        raise Refused(f"kubectl could not be started: {error.strerror or error}") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise Refused(
            f"kubectl says: {said[:_WORDS] or f'nothing, and ended with {done.returncode}'}",
            "`kubectl config get-contexts` lists the contexts; a file with its answer is taken as well.",
        )
    return done.stdout


def _parsed(data: bytes, where: str) -> Any:
    if len(data) > _LARGEST:
        raise Refused(f"{where} holds more than {_LARGEST >> 20} MiB")
    if not data.strip():
        return {"items": []}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{where} holds no JSON: {error}", "Give what `kubectl get … -o json` prints.") from None
    if not isinstance(found, dict) or not ("items" in found or "kind" in found):
        raise Refused(f"{where} holds no objects of Kubernetes", "Give what `kubectl get … -o json` prints.")
    return found


def _of_namespace(body: Any, namespace: str) -> Any:
    """Only what is in a namespace, which a file may have beside others."""
    items = body.get("items")
    if not namespace or not isinstance(items, list):
        return body
    kept = [item for item in items if isinstance(item, dict) and _namespace(item) == namespace]
    return {**body, "kind": "List", "items": kept}


def _namespace(item: dict[str, Any]) -> str:
    metadata = item.get("metadata")
    return str(metadata.get("namespace") or "default") if isinstance(metadata, dict) else ""
