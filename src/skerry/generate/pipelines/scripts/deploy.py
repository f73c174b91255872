"""Brings services (a JSON list) into a cluster, callees first, or takes them back: `python deploy.py ENVIRONMENT LIST`.

For each: its settings, then the job that brings its database up to date, then its canaries, which are looked at
before the rest follows. Whatever fails, everything that was touched goes back to what was deployed last; databases
stay as they are, as the version before can read them (expand, then contract). Asks Prometheus at $PROMETHEUS_URL for
$WATCH seconds; without it only readiness is looked at.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("pipeline.json")
WORKING = ("Deployment", "StatefulSet", "HorizontalPodAutoscaler", "Job")
UNBUILT = "sha256:" + "0" * 64
PATIENCE = "10m"
EVERY = 30.0  # seconds between two looks
REQUESTS = "http_server_request_duration_seconds_count"


class Failed(Exception):
    """Why a deployment does not go on, as a sentence."""


class Deployment:
    """Of some services into the namespace that the table names; `root` has the manifests."""

    def __init__(self, table: dict[str, Any], environment: str, root: Path, folder: Path) -> None:
        self.namespace: str = table["namespace"]
        documents = _built(root / "kubernetes/overlays" / environment)
        self.unbuilt = [each for each in documents if UNBUILT in each]
        jobs = root / "kubernetes/prepare"
        self.settings = _file(folder / "settings.yaml", (each for each in documents if _kind(each) not in WORKING))
        self.working = _file(folder / "working.yaml", (each for each in documents if _kind(each) in WORKING))
        self.prepare = _file(folder / "prepare.yaml", _built(jobs) if jobs.is_dir() else [])

    def shared(self) -> None:
        """What belongs to no service: the namespace, and what denies everything that nobody allows."""
        self._apply(self.settings, "!app.kubernetes.io/name")

    def service(self, service: dict[str, Any], watch: float) -> None:
        """One service, with all its versions."""
        name = service["name"]
        self._apply(self.settings, f"app.kubernetes.io/name={name}")
        if service["prepare"]:
            self._prepared(f"{name}-prepare")
        *canaries, _ = workloads = service["workloads"]
        for canary in canaries:
            self._apply(self.working, f"app.kubernetes.io/instance={canary['name']}")
            self._ready(canary)
            self._watched(service, f"{canary['name']}-.*", watch)
        self._apply(self.working, f"app.kubernetes.io/name={name}")
        for each in workloads:
            self._ready(each)
        self._watched(service, ".*", watch)

    def back(self, service: dict[str, Any]) -> None:
        """One service as it was; nothing is prepared, and nobody watches."""
        self._apply(self.settings, f"app.kubernetes.io/name={service['name']}")
        self._apply(self.working, f"app.kubernetes.io/name={service['name']}")
        for each in service["workloads"]:
            self._ready(each)

    def _prepared(self, job: str) -> None:
        """A Job can't be changed once it is there."""
        self._kubectl("delete", "job", job, "--ignore-not-found")
        self._apply(self.prepare, f"app.kubernetes.io/name={job}")
        self._kubectl("wait", "--for=condition=complete", f"job/{job}", f"--timeout={PATIENCE}")

    def _ready(self, workload: dict[str, Any]) -> None:
        self._kubectl("rollout", "status", f"{workload['kind']}/{workload['name']}".lower(), f"--timeout={PATIENCE}")

    def _watched(self, service: dict[str, Any], pods: str, seconds: float) -> None:
        """Refuses what fails more often than the service promises."""
        server, promised = os.environ.get("PROMETHEUS_URL", ""), service["failures"]
        if not server or not promised:
            return
        series = f'{REQUESTS}{{namespace="{self.namespace}", job="{service["name"]}", pod=~"{pods}"%s}}'
        failed, asked = (f"sum(rate({series % each}[2m]))" for each in (', http_response_status_code=~"5.."', ""))
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(EVERY, left))
            share = _asked(server, f"({failed} or vector(0)) / ({asked} > 0)")
            if share > promised:
                raise Failed(f"{service['name']} ({pods}): {share:.2%} of requests fail, and {promised:.2%} may")

    def _apply(self, file: Path, selector: str) -> None:
        if file.stat().st_size:
            self._kubectl("apply", "--server-side", "--filename", str(file), "--selector", selector)

    def _kubectl(self, *command: str) -> None:
        if subprocess.run(["kubectl", "--namespace", self.namespace, *command], check=False).returncode:
            raise Failed(f"kubectl {' '.join(command)} failed")


def _built(folder: Path) -> list[str]:
    """The manifests that a kustomization makes."""
    ran = subprocess.run(["kubectl", "kustomize", str(folder)], stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        raise Failed(f"{folder} can't be built")
    return ran.stdout.split("\n---\n")


def _kind(document: str) -> str:
    found = re.search(r"^kind: (\S+)$", document, re.MULTILINE)
    return found[1] if found else ""


def _name(document: str) -> str:
    found = re.search(r"^    app\.kubernetes\.io/name: (\S+)$", document, re.MULTILINE)
    return found[1] if found else ""


def _file(path: Path, documents: Iterator[str] | list[str]) -> Path:
    path.write_text("\n---\n".join(documents), encoding="utf-8")
    return path


def _asked(server: str, query: str) -> float:
    """The value of a query; 0.0 where there is none: nobody has asked anything."""
    address = f"{server.rstrip('/')}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    try:
        with urllib.request.urlopen(address, timeout=10) as reply:
            result = json.load(reply)["data"]["result"]
    except (OSError, ValueError, KeyError) as error:
        raise Failed(f"Prometheus at {server} does not answer: {error}") from None
    return float(result[0]["value"][1]) if result else 0.0


def deploy(table: dict[str, Any], environment: str, names: list[str], folder: Path) -> None:
    """All of them in order, or none."""
    found = Deployment(table, environment, Path(), folder)
    if missing := sorted({_name(each) for each in found.unbuilt} & set(names)):
        raise Failed(f"nobody has built an image of {', '.join(missing)}: see kubernetes/images/kustomization.yaml")
    watch, done = float(os.environ.get("WATCH") or 300), []
    try:
        found.shared()
        for service in table["services"]:
            if service["name"] in names:
                done.append(service)
                found.service(service, watch)
    except Failed as why:
        print(f"::error::{why}", flush=True)
        raise Failed(_taken_back(table, environment, done, folder)) from None


def _taken_back(table: dict[str, Any], environment: str, done: list[dict[str, Any]], folder: Path) -> str:
    """Puts back what was deployed last, the last first; says how it is then."""
    tree, branch = folder / "before", f"origin/deployed/{environment}"
    command = ["git", "worktree", "add", "--detach", str(tree), branch]
    if subprocess.run(command, check=False).returncode:
        return f"nothing was deployed in {environment} before, so there is nothing to go back to"
    before = Deployment(table, environment, tree, folder)
    for service in reversed(done):
        before.back(service)
    return f"{environment} is again as it was: {', '.join(each['name'] for each in done) or 'nothing was touched'}"


if __name__ == "__main__":
    try:
        with tempfile.TemporaryDirectory() as temporary:
            deploy(json.loads(TABLE.read_text(encoding="utf-8")), sys.argv[1], json.loads(sys.argv[2]), Path(temporary))
    except Failed as problem:
        print(f"::error::{problem}")
        sys.exit(1)
