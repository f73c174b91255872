"""A cluster for tests: manifests of many services, the same objects as a server keeps them, and a server that lists them."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Object = dict[str, Any]


def service(name: str, calls: str = "", image: str = "") -> list[Object]:
    """What somebody writes for one service: as little as possible, in their own spelling of quantities."""
    container: Object = {
        "name": name,
        "image": image or f"shop/{name}:1.0",
        "ports": [{"containerPort": 8080}],
        "env": [{"name": "NEXT_URL", "value": f"http://{calls}:80"}] if calls else [],
        "resources": {"requests": {"cpu": "500m", "memory": "1024Mi"}, "limits": {"cpu": "1000m", "memory": "2048Mi"}},
        "livenessProbe": {"httpGet": {"path": "/health", "port": 8080}},
    }
    template = {"metadata": {"labels": {"app": name}}, "spec": {"containers": [container]}}
    deployment = {"selector": {"matchLabels": {"app": name}}, "template": template}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": deployment},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
         "spec": {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]}},
    ]  # fmt: skip


def fleet(count: int) -> list[Object]:
    """Services in a row, each of which calls the next."""
    return [each for at in range(count) for each in service(f"s{at:03}", f"s{at + 1:03}" if at + 1 < count else "")]


def applied(objects: list[Object], namespace: str = "shop") -> list[Object]:
    """As they come back: with every default, with status, with what controllers made of them and what is in every cluster."""
    found = [_defaulted(copy.deepcopy(each), at, namespace) for at, each in enumerate(objects)]
    return [*found, *(made for each in found for made in _made(each)), *_own()]


def _defaulted(found: Object, at: int, namespace: str) -> Object:
    found["metadata"] |= {
        "namespace": namespace, "uid": f"00000000-0000-0000-0000-{at:012}", "resourceVersion": str(1000 + at), "generation": 3,
        "creationTimestamp": "2026-11-30T10:00:00Z",
        "annotations": {"deployment.kubernetes.io/revision": "3", "kubectl.kubernetes.io/last-applied-configuration": "{}"},
        "managedFields": [{"manager": "kubectl", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {}}}],
    }  # fmt: skip
    spec = found["spec"]
    if found["kind"] == "Service":
        address = f"10.96.{at // 250}.{at % 250}"
        spec |= {
            "clusterIP": address, "clusterIPs": [address], "type": "ClusterIP", "sessionAffinity": "None",
            "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "internalTrafficPolicy": "Cluster",
        }  # fmt: skip
        for port in spec["ports"]:
            port["protocol"] = "TCP"
        return found | {"status": {"loadBalancer": {}}}
    spec.setdefault("replicas", 1)
    spec |= {
        "progressDeadlineSeconds": 600, "revisionHistoryLimit": 10,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    }  # fmt: skip
    pod = spec["template"]["spec"]
    spec["template"]["metadata"]["creationTimestamp"] = None
    pod |= {
        "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler", "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    }  # fmt: skip
    for container in pod["containers"]:
        container |= {
            "imagePullPolicy": "IfNotPresent", "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
            "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "2Gi"}},
        }  # fmt: skip
        for port in container["ports"]:
            port["protocol"] = "TCP"
        container["livenessProbe"] |= {
            "failureThreshold": 3,
            "periodSeconds": 10,
            "successThreshold": 1,
            "timeoutSeconds": 1,
        }
        container["livenessProbe"]["httpGet"]["scheme"] = "HTTP"
    status = {"replicas": spec["replicas"], "readyReplicas": spec["replicas"], "observedGeneration": 3}
    return found | {"status": status}


def _made(each: Object) -> list[Object]:
    """What controllers make of an object."""
    if each["kind"] != "Deployment":
        return []
    meta = each["metadata"]
    owner = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": meta["name"],
        "uid": meta["uid"],
        "controller": True,
    }
    named = {"name": f"{meta['name']}-7d4b9c", "namespace": meta["namespace"], "ownerReferences": [owner]}
    pods = {"name": f"{meta['name']}-7d4b9c-x2x4z", "namespace": meta["namespace"],
            "ownerReferences": [{**owner, "kind": "ReplicaSet", "name": named["name"]}]}  # fmt: skip
    return [
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": named, "spec": each["spec"]},
        {"apiVersion": "v1", "kind": "Pod", "metadata": pods, "spec": each["spec"]["template"]["spec"]},
    ]


def _own() -> list[Object]:
    """What every cluster has."""
    system = _defaulted(service("coredns")[0], 9000, "kube-system")
    roots = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "kube-root-ca.crt", "namespace": "shop"},
        "data": {},
    }
    api = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes", "namespace": "default"},
           "spec": {"clusterIP": "10.96.0.1", "ports": [{"port": 443}]}}  # fmt: skip
    return [system, roots, api]


_SERVED = {
    "/api/v1": [("services", "Service"), ("configmaps", "ConfigMap")],
    "/apis/apps/v1": [("deployments", "Deployment")],
}


@contextmanager
def served(objects: list[Object]) -> Iterator[tuple[str, list[str]]]:
    """A server of Kubernetes' API on loopback, as much of it as `kubectl get` asks: its address, and the paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked.append(path)
            found = _answer(path, objects)
            body = json.dumps(found or {"kind": "Status", "status": "Failure", "code": 404}).encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(path: str, objects: list[Object]) -> Object | None:
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        version = {"groupVersion": "apps/v1", "version": "v1"}
        groups = [{"name": "apps", "versions": [version], "preferredVersion": version}]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    if path in _SERVED:
        resources = [
            {"name": name, "singularName": "", "namespaced": True, "kind": kind, "verbs": ["get", "list"]}
            for name, kind in _SERVED[path]
        ]
        return {"kind": "APIResourceList", "groupVersion": path.partition("s/")[2] or "v1", "resources": resources}
    base, _, name = path.rpartition("/")
    base, _, namespace = base.partition("/namespaces/")
    kind = dict(_SERVED.get(base, ())).get(name)
    if kind is None:
        return None
    items = [each for each in objects if each["kind"] == kind and namespace in ("", each["metadata"]["namespace"])]
    return {
        "kind": f"{kind}List",
        "apiVersion": items[0]["apiVersion"] if items else "v1",
        "metadata": {},
        "items": items,
    }
