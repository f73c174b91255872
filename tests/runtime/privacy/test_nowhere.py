"""Planted values of every tagged field of the clinic are in no database, log, trace, problem or audit log, whatever is asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from skerry_runtime.service import testing
from skerry_runtime.service.runner import found
from skerry_runtime.service.service import Service
from skerry_runtime.service.testing import Tested
from skerry_runtime.telemetry import tracing

pytest.importorskip("cryptography")
PATIENT, INVOICE = str(uuid4()), str(uuid4())
ADDRESS = {"street": "Plantedstreet", "city": "Plantedcity", "postcode": "Plantedcode", "state": "PL"}
PERSON = {"name": "Plantedname", "born": "1815-12-10", "ssn": "Plantedssn6789", "address": ADDRESS}
DRUG = {"patientId": PATIENT, "drug": "Planteddrug", "dose": "Planteddose", "until": "2030-01-01"}
CARD = {
    "invoiceId": INVOICE, "number": "4111111122223333", "expires": "2030-01-01",
    "amount": {"amount": "12.50", "currency": "EUR"},
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A request: `kept` is what of its answer the later ones name."""

    method: str
    path: str
    body: Any = None
    status: int = 200


STORIES: dict[str, list[Asked]] = {
    "patient-service": [
        Asked("POST", "/v1/patients", PERSON, 201),
        Asked("GET", "/v1/patients/{id}"),
        Asked("PUT", "/v1/patients/{id}", {"name": "Plantedname", "address": ADDRESS}),
        Asked("GET", "/v1/patients?name=Plantedname&born=1815-12-10"),
        Asked("POST", "/v1/patients", {**PERSON, "born": "Plantedborn"}, 422),
    ],
    "record-service": [
        Asked("POST", f"/v1/patients/{PATIENT}/records", {"ward": "w", "diagnosis": ["Planteddiag"], "notes": "Plantednotes"}, 201),
        Asked("GET", f"/v1/patients/{PATIENT}/records"),
        Asked("POST", "/v1/records/{id}/amendments", {"notes": "Plantednotes2", "reason": "r"}),
    ],
    "lab-service": [
        Asked("POST", "/v1/lab-orders", {"patientId": PATIENT, "test": "t", "urgent": True}, 201),
        Asked("POST", "/v1/lab-orders/{id}/results", {"value": "98765.43", "unit": "u", "comment": "Plantedcomment"}, 201),
        Asked("GET", f"/v1/patients/{PATIENT}/lab-results"),
    ],
    "prescription-service": [
        Asked("POST", "/v1/prescriptions", DRUG, 201),
        Asked("GET", f"/v1/patients/{PATIENT}/prescriptions"),
        Asked("POST", "/v1/prescriptions/{id}/stop"),
    ],
    "insurance-service": [
        Asked("POST", "/v1/verifications", {"patientId": PATIENT, "memberNumber": "Plantedmember99"}),
    ],
    "card-service": [
        Asked("POST", "/v1/card-payments", CARD, 201),
        Asked("POST", "/v1/card-payments/{id}/refund"),
    ],
}  # fmt: skip
VALUES = ("Planted", "1815-12-10", "98765.43", "411111112222")


@contextmanager
def traced() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider.get_tracer("test"))
    try:
        yield exporter
    finally:
        tracing.use(None)


def told(service: Tested, story: list[Asked]) -> None:
    key = ""
    for each in story:
        headers = {"if-match": "*", "idempotency-key": str(uuid4())} if each.method != "GET" else {}
        answer = service.request(each.method, each.path.replace("{id}", key), each.body, headers)
        assert answer.status == each.status, (each, answer.body)
        if answer.status >= 400:
            assert "Planted" not in answer.body.decode()
        elif answer.body and "id" in answer.json():
            key = answer.json()["id"]


def leaking(package: str) -> Service:
    """The service with a behaviour that says everything it knows, in every way that code has."""
    log, main = logging.getLogger("behaviour"), import_module(f"{package}.entrypoints.main")

    async def register(_: Any, request: Any) -> Any:
        log.info("asked for %s", request)
        log.warning("plain %s", request.name, extra={"ssn": request.ssn, "thing": {"name": request.name}})
        log.error("in JSON: %s", request.model_dump_json())
        raise ValueError(f"what is {request.name} of {request.address.street}, {request.born}?")

    defaults = import_module(f"{package}.service_layer.defaults").Defaults
    leaks: Service = main.service(type("Leaking", (defaults,), {"register": register}))
    return leaks


@pytest.mark.parametrize("name", list(STORIES))
def test_planted_values_are_found_nowhere(
    name: str, clinic: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with testing.tested(lambda: found(clinic / "services" / name), tmp_path) as service, traced() as spans:
        told(service, STORIES[name])
    if name == "patient-service":
        with testing.tested(lambda: leaking("patient_service"), tmp_path) as service, traced() as more:
            assert service.post("/v1/patients", PERSON).status == 500
        failed = "".join(each.to_json() for each in more.get_finished_spans())
        assert "what is *** of ***, ***?" in failed
    else:
        failed = ""
    printed = "".join(capfd.readouterr())
    where = {path.name: path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()}
    assert {"test.db"} <= where.keys()
    assert any(each.endswith(".audit.jsonl") for each in where)
    where["printed"] = printed
    where["spans"] = "".join(each.to_json() for each in spans.get_finished_spans()) + failed
    assert name not in ("patient-service",) or "what is ***" in printed
    assert len(spans.get_finished_spans()) >= len([each for each in STORIES[name] if each.status < 400])
    leaks = [
        (place, text[max(0, at - 60) : at + 40])
        for place, text in where.items()
        for each in VALUES
        if (at := text.find(each)) >= 0
    ]
    assert not leaks, leaks
