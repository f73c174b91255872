"""How services are deployed: in order, canaries first, only what was built and signed; and back again when anything fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from tests.generate.pipelines.conftest import Repository

DIGEST = "sha256:" + "ab" * 32
MANIFEST = """\
apiVersion: apps/v1
kind: {kind}
metadata:
  labels:
    app.kubernetes.io/name: {name}
spec: {{ image: "myregistry/{name}@{digest}" }}
"""


def manifests(**digests: str) -> str:
    names = ("payment-service", "order-service")
    return "\n---\n".join(
        MANIFEST.format(kind=kind, name=name, digest=digests.get(name.replace("-", "_"), DIGEST))
        for name in names
        for kind in ("ConfigMap", "Deployment")
    )


@pytest.fixture
def asked(repository: Repository) -> Callable[[], list[str]]:
    (repository.root / "kubernetes/prepare").mkdir(parents=True)
    (repository.root / "kubernetes/images").mkdir()
    (repository.root / "kubernetes/built").write_text(manifests())
    (repository.root / "kubernetes/prepared").write_text(MANIFEST.format(kind="Job", name="x", digest=DIGEST))
    repository.commit()
    return repository.tools("kubectl", "kustomize", "cosign")


def steps(asked: list[str]) -> list[str]:
    """What was done with which, without files and patience."""
    found = []
    for line in asked:
        words = line.split()[3:]
        if words and words[0] in ("apply", "rollout", "wait", "delete"):
            file = words[3].rsplit("/", 1)[-1].removesuffix(".yaml") if words[0] == "apply" else ""
            what = words[-1] if words[0] == "apply" else words[-2]
            found.append(" ".join(filter(None, (words[0], file, what.removeprefix("app.kubernetes.io/")))))
    return found


def test_callees_come_first_and_canaries_before_the_rest(
    repository: Repository, asked: Callable[[], list[str]]
) -> None:
    ran = repository.program("deploy", "prod", '["order-service", "payment-service"]', WATCH="0")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert steps(asked()) == [
        "apply settings !app.kubernetes.io/name",
        "apply settings name=payment-service",
        "delete payment-service-prepare",
        "apply prepare name=payment-service-prepare",
        "wait job/payment-service-prepare",
        "apply working name=payment-service",
        "rollout statefulset/payment-service",
        "apply settings name=order-service",
        "delete order-service-prepare",
        "apply prepare name=order-service-prepare",
        "wait job/order-service-prepare",
        "apply working instance=order-service-v2",
        "rollout deployment/order-service-v2",
        "apply working name=order-service",
        "rollout deployment/order-service-v2",
        "rollout deployment/order-service",
    ]


def test_nothing_is_touched_before_all_is_built(repository: Repository, asked: Callable[[], list[str]]) -> None:
    (repository.root / "kubernetes/built").write_text(manifests(order_service="sha256:" + "0" * 64))
    ran = repository.program("deploy", "prod", '["order-service", "payment-service"]')
    assert ran.returncode == 1 and "nobody has built an image of order-service" in ran.stdout
    assert steps(asked()) == [] and "Traceback" not in ran.stderr


def test_what_fails_takes_all_back_to_what_was_deployed_last(
    repository: Repository, asked: Callable[[], list[str]]
) -> None:
    repository.git("update-ref", "refs/remotes/origin/deployed/prod", "HEAD")
    told = ("prod", '["order-service", "payment-service"]')
    ran = repository.program("deploy", *told, WATCH="0", FAILS="job/order-service-prepare")
    assert ran.returncode == 1 and "prod is again as it was: payment-service, order-service" in ran.stdout
    done = steps(asked())
    assert done[done.index("wait job/order-service-prepare") + 1 :] == [
        "apply settings name=order-service",
        "apply working name=order-service",
        "rollout deployment/order-service-v2",
        "rollout deployment/order-service",
        "apply settings name=payment-service",
        "apply working name=payment-service",
        "rollout statefulset/payment-service",
    ]


def test_a_first_deployment_has_nothing_to_go_back_to(repository: Repository, asked: Callable[[], list[str]]) -> None:
    ran = repository.program("deploy", "prod", '["payment-service"]', FAILS="rollout")
    assert ran.returncode == 1 and "nothing to go back to" in ran.stdout and asked()


@contextmanager
def prometheus(share: float) -> Iterator[str]:
    """One that answers every query with this share."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"data": {"result": [{"value": [0, str(share)]}]}}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("share", "status"), [(0.5, 1), (0.001, 0)])
def test_a_canary_that_fails_too_often_ends_it(
    repository: Repository, asked: Callable[[], list[str]], share: float, status: int
) -> None:
    with prometheus(share) as address:
        ran = repository.program("deploy", "prod", '["order-service"]', PROMETHEUS_URL=address, WATCH="0.05")
    assert ran.returncode == status, ran.stdout + ran.stderr
    assert ("apply working name=order-service" in steps(asked())) is (status == 0)
    assert ("order-service (order-service-v2-.*): 50.00% of requests fail" in ran.stdout) is bool(status)


def test_a_prometheus_that_does_not_answer_is_a_failure(repository: Repository, asked: Callable[[], list[str]]) -> None:
    told = ("prod", '["payment-service"]')
    ran = repository.program("deploy", *told, PROMETHEUS_URL="http://127.0.0.1:9", WATCH="0.05")
    assert ran.returncode == 1 and "does not answer" in ran.stdout and "Traceback" not in ran.stderr and asked()


def test_images_are_what_this_workflow_signed_and_then_what_the_environment_before_has(
    repository: Repository, asked: Callable[[], list[str]]
) -> None:
    told = {"GITHUB_SHA": "c0ffee", "GITHUB_WORKFLOW_REF": "o/r/.github/workflows/fleet.yml@refs/heads/main"}
    ran = repository.program("images", "find", "staging", "", '["order-service"]', **told)
    found = json.loads(ran.stdout.removeprefix("images="))
    assert found == {"myregistry/order-service": DIGEST}
    (line,) = (each for each in asked() if each.startswith("cosign"))
    assert "myregistry/order-service:c0ffee" in line and "--certificate-github-workflow-sha c0ffee" in line
    assert f"--certificate-identity https://github.com/{told['GITHUB_WORKFLOW_REF']}" in line
    assert repository.program("images", "write", json.dumps(found), **told).returncode == 0
    assert f"kustomize edit set image myregistry/order-service=myregistry/order-service@{DIGEST}" in asked()
    repository.commit()
    repository.git("update-ref", "refs/remotes/origin/deployed/staging", "HEAD")
    ran = repository.program("images", "find", "prod", "staging", '["payment-service"]', **told)
    assert json.loads(ran.stdout.removeprefix("images=")) == found
