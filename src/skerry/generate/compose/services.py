"""A workload as a service of compose: nobody in particular, on a file system that it can't write to, with the secrets that are its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.generate.compose.networks import DATABASE, Ties
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.workloads import Workload
from skerry.generate.workloads.passages import GATEWAY
from skerry.generate.workloads.platform import BUSES

Object = dict[str, Any]
USER = "10001:10001"  # that of the image
_MESH = ("SKERRY_PEER", "SKERRY_PEERS")
LOOKS = {"interval": "5s", "timeout": "2s", "retries": 3, "start_period": "60s"}


def confined(user: str = USER) -> Object:
    """What nothing here may do."""
    return {
        "user": user,
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "restart": "unless-stopped",
    }


def service(workload: Workload, ties: Ties) -> Object:
    """What runs; how many of it is asked of `docker compose up --scale`."""
    limits = {"cpus": f"{_cores(workload):g}", "memory": _bytes(workload)}
    found: Object = {**_source(workload), **confined()}
    found |= {
        "init": True,
        "stop_grace_period": f"{workload.patience + 5}s",
        "deploy": {"resources": {"limits": limits}},
    }
    found["environment"] = dict(_environment(workload))
    if workload.asks:
        ask = f"import urllib.request as r; r.urlopen('http://127.0.0.1:{workload.probe.number}{workload.asks[2]}', timeout=1)"
        found["healthcheck"] = {"test": ["CMD", "python", "-c", ask], **LOOKS}
    found["tmpfs"] = [each.path for each in workload.folders if not each.kept]
    found["volumes"] = [f"{workload.name}-{each.name}:{each.path}" for each in workload.kept]
    found["secrets"] = [{"source": each.name, "target": each.path} for each in workload.secrets]
    found["networks"] = ties.of(workload.name)
    needed = [each for each in (DATABASE, *BUSES) if each in found["networks"]]
    found["depends_on"] = {each: {"condition": "service_healthy"} for each in needed}
    return {name: value for name, value in found.items() if value not in ([], {})}


def _source(workload: Workload) -> Object:
    """Built here, unless it is somebody else's."""
    if workload.app == SUPERGRAPH and workload.service is None:
        build = {"context": "../gateway", "dockerfile": "../compose/supergraph.Dockerfile"}
        return {"build": build, "labels": {"dev.skerry.part-of": GATEWAY}}
    if workload.service and workload.service.runs:
        return {"image": workload.image}
    return {"build": {"context": f"../services/{workload.name}"}}


def _environment(workload: Workload) -> Iterator[tuple[str, str]]:
    """Nothing of a mesh: there is none here, so whoever said in a header that it is a peer would be believed."""
    yield from ((name, value) for name, value in workload.settings.items() if name not in _MESH)
    for secret in workload.secrets:
        if secret.variable:
            yield secret.variable, secret.path


def _cores(workload: Workload) -> float:
    """0.5 for 500m."""
    text = str(workload.size.cpu.high)
    return float(text.removesuffix("m")) / (1000 if text.endswith("m") else 1)


def _bytes(workload: Workload) -> str:
    """As compose writes it: 384m for 384Mi."""
    return str(workload.size.memory.high).removesuffix("i").lower()
