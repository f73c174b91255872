"""Every service that runs keeps to its contract, and serves the documents that `skerry contracts write` writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import which
from urllib.request import Request, urlopen

import pytest
import yaml
from tests.alive.shop import Shop

OPTIONS = ("--mtls", "off")  # services are asked directly here, by somebody without a certificate
OURS = ("catalog-service", "customer-service", "inventory-service", "order-service", "payment-service")


def skerry(*words: str, within: float = 300) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "skerry", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=within)


@pytest.fixture(scope="module")
def written(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents as they are written from the model."""
    folder = tmp_path_factory.mktemp("written")
    done = skerry("contracts", "write", str(shop.root), "--out", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def versions(folder: Path, service: str) -> list[tuple[str, Path]]:
    return [(path.stem.rpartition(".")[2], path) for path in sorted((folder / "openapi").glob(f"{service}.*.yaml"))]


@pytest.mark.parametrize("service", OURS)
def test_a_service_keeps_to_its_contract(shop: Shop, written: Path, service: str) -> None:
    pytest.importorskip("schemathesis")
    found = versions(written, service)
    assert found
    for version, document in found:
        url = f"{_address(shop, service)}/{version}"
        done = skerry(
            "contracts", "verify", url, "--document", str(document), "--model", str(shop.root), "--service", service,
            "--max-examples", "10", "--header", f"Authorization: Bearer {shop.issuer.service_token(service)}",
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", OURS)
def test_the_documents_served_are_those_that_are_written(shop: Shop, written: Path, service: str) -> None:
    for version, document in versions(written, service):
        with urlopen(f"{_address(shop, service)}/{version}/openapi.json") as answer:
            assert json.load(answer) == json.loads(json.dumps(yaml.safe_load(document.read_text()), default=str))


@pytest.mark.skipif(which("node") is None, reason="search-service is written in JavaScript: Node is not installed")
def test_an_unmodified_service_in_another_language(shop: Shop) -> None:
    document = shop.root / "search.openapi.yaml"
    done = skerry(
        "contracts",
        "verify",
        _address(shop, "search-service"),
        "--document",
        str(document),
        "--max-examples",
        "10",
        "--header",
        "X-Api-Key: local",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    trace = "0af7651916cd43dd8448eb211c80319c"
    asked = Request(
        f"{shop.url}/search-service/search?q=uji",
        headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "X-Api-Key": "local"},
    )
    with urlopen(asked) as answer:  # behind the gateway, which says to whom the request belongs
        assert json.load(answer)["total"] == 2
        told = answer.headers["X-Search-Trace"]
    assert told.split("-")[1] == trace
    assert told.split("-")[2] != "00f067aa0ba902b7"


def _address(shop: Shop, part: str) -> str:
    return str(next(each["url"] for each in shop.parts() if each["name"] == part))
