"""What is looked at afterwards: requests that left no record."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from skerry.run.fleet import Fleet, Located
from skerry.run.place import Place
from skerry.workbench import audit
from skerry.workbench.chaos_truth import missing

ROUTES = [
    {"service": "lab-service", "operation": "order", "method": "POST", "path": "/v1/lab-orders"},
    {"service": "lab-service", "operation": "report", "method": "POST", "path": "/v1/lab-orders/{id}/results"},
    {"service": "consent-service", "operation": "give", "method": "POST", "path": "/v1/consents"},
]


def test_a_request_that_left_no_record_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gateway.json").write_text(json.dumps({"routes": ROUTES}))
    written = [
        {"service": "lab-service", "what": {"operation": "order"}, "trace": "t1"},
        {"service": "lab-service", "what": {"operation": "report"}, "trace": "t2"},
    ]
    monkeypatch.setattr(audit, "records", lambda *_: iter(written))
    monkeypatch.setattr(audit, "folders", lambda *_: {})
    load: Any = SimpleNamespace(
        seen=[
            ("POST", "/v1/lab-orders", "t1"),
            ("POST", "/v1/lab-orders/7/results", "t2"),
            ("POST", "/v1/lab-orders/8/results", "t3"),
            ("POST", "/v1/consents", "t4"),  # nothing of that is tagged, so nothing is written down
        ]
    )
    found = list(missing(load, Located(Fleet("", "clinic", gateway="gateway.json"), tmp_path), Place.of(tmp_path)))
    assert found == [
        "POST /v1/lab-orders/8/results was answered, and nothing in the audit log of lab-service says so (trace t3)"
    ]
