"""`skerry contracts verify`, as it is typed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from skerry.cli import main
from skerry.workbench import contracts_verify

sys.path.append(str(Path(__file__).parents[1] / "contracts/verify"))
service: ModuleType = pytest.importorskip("service")
DOCUMENT, MODEL = str(service.DOCUMENT), str(service.MODEL)
Capture = pytest.CaptureFixture[str]


def verify(url: str, *more: str, document: str = DOCUMENT) -> int:
    return main(["contracts", "verify", url, "--document", document, "--max-examples", "0", *more])


def test_a_true_service_ends_with_0(capsys: Capture) -> None:
    with service.running() as url:
        assert verify(url, "--model", MODEL) == 0
    assert capsys.readouterr().out.startswith("the service keeps to its document; 23 stories, ")


def test_a_departure_ends_with_1_and_is_told_with_its_request(capsys: Capture) -> None:
    with service.running("lost idempotency") as url:
        assert verify(url, "--header", "Authorization: Bearer hush", "--header", "X-Token: hush") == 1
        out = capsys.readouterr().out
        assert "curl -i -X POST -H 'Authorization: [Filtered]' -H 'X-Token: [Filtered]' -H 'Idempotency-Key: " in out
        assert f"{url}/orders" in out
    for part in (
        "error[C433]: POST /orders: ",
        "orders.openapi.yaml:",
        "expected: the first answer: 201",
        "story: repeat with",
    ):
        assert part in out
    assert "hush" not in out


@pytest.mark.parametrize("kind", ["json", "sarif", "junit", "github", "markdown"])
def test_every_format_has_the_code_and_the_place(kind: str, capsys: Capture) -> None:
    with service.running("stale write") as url:
        assert verify(url, "--format", kind) == 1
    out = capsys.readouterr().out
    assert "C441" in out
    assert "orders.openapi.yaml" in out
    if kind == "json":
        found = json.loads(out)
        assert found["schema"] == "skerry/contracts-verify/1"
        (row,) = found["deviations"]
        assert row["operation"] == "PUT /orders/{id}"
        assert len(row["requests"]) == 5
        assert row["place"]["line"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://192.0.2.1:80/v1", "C402"),
        ("http://no-such-host.invalid/", "C402"),
        ("ftp://127.0.0.1/", "C403"),
        ("http://127.0.0.1:99999/", "C403"),
        ("http://[::1", "C403"),
        ("orders", "C403"),
        ("http://me:hush@127.0.0.1:9/", "C403"),
    ],
)
def test_what_may_not_or_cannot_be_asked_ends_with_2(url: str, said: str, capsys: Capture) -> None:
    assert verify(url) == 2
    out = capsys.readouterr().out
    assert f"error[{said}]" in out
    assert "hush" not in out


@pytest.mark.parametrize(
    ("text", "said"),
    [("openapi: 3.1.0\npaths: {}\n", "C404"), ("openapi: [", "F00"), ("swagger: '9'\npaths: {}", "F00"), ("", "F00")],
)
def test_a_document_that_cannot_be_used_ends_with_2(text: str, said: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.yaml").write_text(text)
    assert verify("http://127.0.0.1:9/", document=str(tmp_path / "a.yaml")) == 2
    assert f"[{said}" in capsys.readouterr().out


def test_a_service_that_the_model_does_not_have(capsys: Capture) -> None:
    assert verify("http://127.0.0.1:9/", "--model", MODEL, "--service", "order-servic") == 2
    assert "Did you mean --service order-service?" in capsys.readouterr().out


def test_the_extra_is_asked_for_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(contracts_verify, "installed", lambda: False)
    with service.running() as url:
        assert main(["contracts", "verify", url, "--document", DOCUMENT]) == 2
        assert "pip install 'skerry[verify]'" in capsys.readouterr().out
        assert verify(url) == 0


def test_a_header_has_a_colon(capsys: Capture) -> None:
    assert verify("http://127.0.0.1:9/", "--header", "Authorization") == 2
    assert "is not a header" in capsys.readouterr().err
