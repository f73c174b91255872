"""Asks a cluster through `kubectl`: what runs in it, who reaches that, and how it is treated. Secrets are never asked for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

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
_WORDS = 300  # characters of an error that are shown


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """What kubectl, or a file, says instead of an answer, and what to do."""

    what: str
    instead: str = ""


def ask(context: str, namespace: str = "") -> bytes:
    """The JSON of a list with all objects of a namespace, or of all; b'' where there are none.

    Raises:
        Refused: there is no kubectl, or what it says.
    """
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
    return _run([*whose, "get", ",".join(kinds), where, "--output=json", "--ignore-not-found"])


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
