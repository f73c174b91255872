"""What a service writes about the requests to it, in the clinic's own services."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from skerry.run.audit.segments import lines, logs
from skerry.run.audit.verify import verify
from skerry_runtime.audit.chain import Chain
from skerry_runtime.service import testing
from skerry_runtime.service.runner import found
from skerry_runtime.service.testing import Tested

ADA: dict[str, Any] = {
    "name": "Ada Lovelace", "born": "1815-12-10", "ssn": "123-45-6789",
    "address": {"street": "12 St James", "city": "London", "postcode": "SW1", "state": "LN"},
}  # fmt: skip
TOLD = {"skerry-purpose": "treatment", "x-request-id": "r1"}


@pytest.fixture
def patients(clinic: Path, tmp_path: Path) -> Iterator[Tested]:
    with testing.tested(lambda: found(clinic / "services" / "patient-service"), tmp_path) as running:
        yield running.acting("desk-7", "front-desk")


def records(folder: Path, kind: str = "access") -> list[dict[str, Any]]:
    segments = [each for several in logs(folder / "audit").values() for each in several]
    said = [line.record for each in segments for line in lines(each.path.read_bytes())]
    return [each for each in said if each and each["kind"] == kind]


def test_each_access_says_who_what_from_where_why_and_what_came_of_it(patients: Tested, tmp_path: Path) -> None:
    trace = "00-05966a42a1e742a49fd5bca622771430-00f067aa0ba902b7-01"
    made = patients.post("/v1/patients", ADA, **TOLD, traceparent=trace)
    assert made.status == 201, made.body
    key = made.json()["id"]
    assert patients.get(f"/v1/patients/{key}", **TOLD).status == 200
    ada = patients.acting("ada", "patient", patientId=key)
    listed = ada.get("/v1/patients?name=Ada%20Lovelace", **TOLD)
    assert [each["id"] for each in listed.json()["items"]] == [key]
    register, get, find = records(tmp_path)
    assert register["who"] == {"subject": "desk-7", "roles": ["front-desk"]}
    assert register["what"]["writes"] == {"Patient": [key]}
    assert register["what"]["tags"] == ["phi"]
    assert "Patient.ssn" in register["what"]["fields"]
    assert register["from"] == {"peer": "127.0.0.1", "request": "r1"}
    assert register["why"] == {"purpose": "treatment"}
    assert (register["outcome"], register["status"]) == ("allowed", 201)
    assert register["trace"] == trace[3:35]
    assert get["what"]["reads"] == find["what"]["reads"] == {"Patient": [key]}
    text = b"".join(each.read_bytes() for each in (tmp_path / "audit").iterdir())
    assert not [each for each in ("Ada", "1815", "6789", "James") if each.encode() in text], "ids, and no content"


def test_who_began_what_a_service_does_is_noted_where_a_service_says_so_alone(patients: Tested, tmp_path: Path) -> None:
    said = {**TOLD, "skerry-began": "dr%20osei"}
    assert patients.serving("appointment-service").get(f"/v1/patients/{uuid4()}", **said).status == 404
    assert patients.get(f"/v1/patients/{uuid4()}", **said).status == 404
    by_service, by_person = records(tmp_path)
    assert by_service["who"] == {"subject": "service:appointment-service", "began": "dr osei"}
    assert by_person["who"] == {"subject": "desk-7", "roles": ["front-desk"]}


def test_what_is_refused_or_fails_is_written_as_well(patients: Tested, tmp_path: Path) -> None:
    path = f"/v1/patients/{uuid4()}"
    assert patients.acting("b", "biller").get(path, **TOLD).status == 403
    assert patients.get(f"/v1/patients/{uuid4()}", **TOLD).status == 404
    refused, failed = records(tmp_path)
    assert (refused["outcome"], refused["status"], refused["what"]["operation"]) == ("refused", 403, f"GET {path}")
    assert (failed["outcome"], failed["status"]) == ("failed", 404)


def test_an_answer_that_is_given_again_is_written_again(patients: Tested, tmp_path: Path) -> None:
    made = patients.post("/v1/patients", ADA, **TOLD)
    again = patients.post("/v1/patients", ADA, key=made.key, **TOLD)
    assert again.json() == made.json()
    assert [each["what"].get("replayed", False) for each in records(tmp_path)] == [False, True]


def test_a_change_that_was_written_down_and_then_failed_is_said_to_have_failed(
    patients: Tested, tmp_path: Path
) -> None:
    with patch.object(type(patients.service.database), "write", side_effect=RuntimeError("the disk is gone")):
        assert patients.post("/v1/patients", ADA, **TOLD).status == 500
    assert [(each["outcome"], each["status"]) for each in records(tmp_path)] == [("allowed", 201), ("failed", 500)]


def test_a_handshake_that_was_refused_is_written(patients: Tested, tmp_path: Path) -> None:
    logging.getLogger("skerry.identity").warning("certificate of a foreign authority", extra={"peer": "10.0.0.9"})
    patients.get(f"/v1/patients/{uuid4()}", **TOLD)
    (found_,) = records(tmp_path, "handshake")
    assert (found_["from"], found_["outcome"]) == ({"peer": "10.0.0.9"}, "refused")


def test_without_a_record_there_is_no_answer_and_no_effect(patients: Tested, tmp_path: Path) -> None:
    made = patients.post("/v1/patients", ADA, **TOLD).json()["id"]
    with patch("skerry_runtime.audit.chain.os.write", side_effect=OSError(28, "No space left on device")):
        assert patients.get(f"/v1/patients/{made}", **TOLD).status == 503
        answer = patients.post("/v1/patients", {**ADA, "name": "Grace"}, **TOLD)
        assert answer.status == 503
        assert answer.headers["retry-after"] == "5"
        assert patients.acting("b", "biller").get(f"/v1/patients/{made}", **TOLD).status == 503
        assert patients.get("/ready").status == 200
    assert patients.get(f"/v1/patients/{made}", **TOLD).status == 200
    grace = patients.acting("grace", "patient", patientId=made).get("/v1/patients?name=Grace", **TOLD)
    assert grace.json()["items"] == []
    assert not verify(tmp_path / "audit").findings


def test_a_disk_that_is_full_in_the_middle_of_a_line_leaves_a_whole_log(tmp_path: Path) -> None:
    chain = Chain(tmp_path, "s", "s")
    chain.open()
    import os  # noqa: PLC0415 - the real one, which is replaced below

    write = os.write

    def half(file: int, data: Any) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return write(file, bytes(data[: len(data) // 2]))

    with patch("skerry_runtime.audit.chain.os.write", half), pytest.raises(OSError):
        chain.append([{"at": "x", "kind": "access"}])
    chain.append([{"at": "y", "kind": "access"}])
    with patch("skerry_runtime.audit.chain.os.fdatasync", side_effect=OSError(5, "I/O error")), pytest.raises(OSError):
        chain.append([{"at": "z", "kind": "access"}])
    chain.append([{"at": "y", "kind": "access"}])
    chain.close()
    assert not verify(tmp_path).findings
    assert verify(tmp_path).segments == 2, "a file that could not be made durable is not trusted any more"


def test_without_tagged_data_nothing_is_written(clinic: Path, tmp_path: Path) -> None:
    with testing.tested(lambda: found(clinic / "services" / "consent-service"), tmp_path) as consents:
        body = {"patientId": str(uuid4()), "purpose": "treatment"}
        assert consents.post("/v1/consents", body, **{"skerry-roles": "patient"}).status in (201, 403)
        assert consents.service.keeping.log is None
    assert not (tmp_path / "audit").exists()
