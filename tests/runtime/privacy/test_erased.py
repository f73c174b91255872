"""What a person decides about data: somebody is erased, a key is changed, a service begins to encrypt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest

from skerry.run import keyring
from skerry_runtime.privacy import KeyringError
from skerry_runtime.service import testing
from skerry_runtime.service.runner import found
from skerry_runtime.service.testing import Tested
from skerry_runtime.store import History

pytest.importorskip("cryptography")
LAB = {"patientId": str(uuid4()), "test": "t", "urgent": True}
ADDRESS = {"street": "s", "city": "c", "postcode": "p", "state": "LN"}
ADA: dict[str, Any] = {"name": "Ada", "born": "1815-12-10", "ssn": "123-45-6789", "address": ADDRESS}
OPERATOR = {"skerry-operator": "test"}


@pytest.fixture
def records(clinic: Path, tmp_path: Path) -> Iterator[Tested]:
    with testing.tested(lambda: found(clinic / "services" / "record-service"), tmp_path) as running:
        yield running


def decided(service: Tested, how: str, **body: Any) -> dict[str, Any]:
    answer = service.request("POST", f"/operator/data/{how}", body, OPERATOR)
    assert answer.status == 200, answer.body
    return dict(answer.json())


def test_an_erased_patient_is_gone_from_table_history_and_answers(records: Tested, tmp_path: Path) -> None:
    ada, grace = str(uuid4()), str(uuid4())
    body = {"ward": "w", "diagnosis": ["d"], "notes": "n"}
    made = records.post(f"/v1/patients/{ada}/records", body)
    records.post(f"/v1/patients/{grace}/records", body)
    key = made.json()["id"]
    assert decided(records, "erase", subject=ada) == {"erased": 1, "left": []}
    assert records.get(f"/v1/patients/{ada}/records").json()["items"] == []
    assert len(records.get(f"/v1/patients/{grace}/records").json()["items"]) == 1
    again = records.post(f"/v1/patients/{ada}/records", body, key=made.key)
    assert (again.status, again.json()["detail"]) == (404, "what this was about has been erased")
    assert records.post(f"/v1/records/{key}/amendments", {"notes": "x", "reason": "y"}).status == 404
    store = records.service.store
    kind = next(iter(store.mappings))
    (moment,) = asyncio.run(History(store.database, store.mappings[kind]).of(UUID(key)))
    assert moment.changes["ward"] == "w"
    assert "notes" not in moment.changes
    assert asyncio.run(History(store.database, store.mappings[kind]).rebuild()) == 1
    written = b"".join(each.read_bytes() for each in (tmp_path / "audit").glob("*.jsonl"))
    assert json.dumps(ada).encode() in written
    assert b"data.erase" in written


def test_a_service_that_begins_to_encrypt_reads_what_was_there_and_seals_it_when_told(
    clinic: Path, tmp_path: Path
) -> None:
    make = lambda: found(clinic / "services" / "patient-service")  # noqa: E731
    with patch("skerry_runtime.service.testing._keys", return_value="off"), testing.tested(make, tmp_path) as service:
        key = service.post("/v1/patients", ADA).json()["id"]
        assert [each["id"] for each in service.get("/v1/patients?name=Ada&born=1815-12-10").json()["items"]] == [key]
    with testing.tested(make, tmp_path) as service:
        assert service.get(f"/v1/patients/{key}").json()["address"]["city"] == "c"
        assert service.get("/v1/patients?name=Ada").json()["items"] == []
        assert decided(service, "rewrap") == {"keys": 0, "rows": 1}
        assert decided(service, "rewrap") == {"keys": 0, "rows": 0}
        assert [each["id"] for each in service.get("/v1/patients?name=Ada&born=1815-12-10").json()["items"]] == [key]
        ring = tmp_path / "keys.json"
        kept = ring.read_bytes()
    keyring.rotated(ring)
    with (
        patch("skerry_runtime.service.testing._keys", return_value=str(ring)),
        testing.tested(make, tmp_path) as service,
    ):
        assert decided(service, "rewrap") == {"keys": 1, "rows": 0}
        assert service.get(f"/v1/patients/{key}").json()["name"] == "Ada"
    ring.write_bytes(kept)
    with (
        patch("skerry_runtime.service.testing._keys", return_value=str(ring)),
        testing.tested(make, tmp_path) as service,
    ):
        assert service.get(f"/v1/patients/{key}").status == 500
    nothing = patch("skerry_runtime.service.testing._keys", return_value="")
    with pytest.raises(KeyringError, match="skerry data keys"), nothing, testing.tested(make, tmp_path):
        pass


def test_nobody_is_let_go_before_the_time(records: Tested) -> None:
    records.post(f"/v1/patients/{uuid4()}/records", {"ward": "w", "diagnosis": [], "notes": "n"})
    assert decided(records, "expire") == {"subjects": [], "erased": 0, "left": []}
    with patch("skerry_runtime.service.custody.wall", return_value=4e9):
        due = decided(records, "expire")["subjects"]
        assert len(due) == 1
        assert decided(records, "expire", dry=False) == {"subjects": due, "erased": 1, "left": []}
    assert records.get(f"/v1/patients/{due[0]}/records").json()["items"] == []
