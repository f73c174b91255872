"""Who may do what over the other faces: each case of the matrix gets the verdict that it gets over REST, and is written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.trust.cases import CASES, NOBODY, Case
from tests.runtime.trust.clinic import WAYS
from tests.runtime.trust.faces import COMPOSED, GRAPHQL, GRPC, REACHED, graphql, over, words
from tests.runtime.trust.people import People

SAID = {401: "A valid token is needed.", 403: "The caller may not do this."}
ways = pytest.mark.parametrize(("face", "way"), REACHED, ids=[f"{face}-{way}" for face, way in REACHED])


@ways
@pytest.mark.parametrize("case", CASES, ids=[each.name for each in CASES])
def test_the_same_verdict_over_every_face(people: People, case: Case, face: str, way: str) -> None:
    found = over(
        people.clinic, face, way, case.service, case.method, case.path(people), case.token(people), case.body(people),
        case.headers(people),
    )  # fmt: skip
    wanted = words(face, case.status, case.otherwise)
    assert found.code == wanted, found
    if wanted == words(face, case.status, {}):
        assert case.status not in SAID or found.detail == SAID[case.status]
    assert found.value is None or wanted == "OK"


@ways
def test_a_list_has_what_one_may_see(people: People, face: str, way: str) -> None:
    def seen(token: str) -> set[str]:
        path = f"/v1/patients/{people.ann}/records"
        found = over(people.clinic, face, way, "record-service", "GET", path, token, None, {})
        return {each["id"] for each in found.value["items" if face == GRPC else "nodes"]}

    path = f"/v1/patients/{people.ann}/records"
    for token in (people.nurse, people.physician):
        rest = people.clinic.ask("direct", "record-service", "GET", path, token).json["items"]
        assert rest and seen(token) == {each["id"] for each in rest}
    assert seen(people.nurse) < seen(people.physician)


def test_things_by_their_keys_are_those_that_one_may_see(people: People) -> None:
    wanted = ", ".join(f'{{__typename: "Patient", id: "{each}"}}' for each in (people.ann, people.bob, NOBODY))
    query = f"{{ _entities(representations: [{wanted}]) {{ ... on Patient {{ id ssn }} }} }}"

    def entities(token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return graphql(people.clinic, GRAPHQL, "direct", "patient-service", query, headers)

    found = entities(people.patient(people.bob))
    assert "errors" not in found, "a thing that may not be seen looks like one that is not there"
    assert [each and each["id"] for each in found["data"]["_entities"]] == [None, people.bob, None]
    for token, status in (("", 401), (people.biller, 403), ("letmein", 401)):
        found = entities(token)
        assert {each["extensions"]["status"] for each in found["errors"]} == {status}
        assert people.ann not in json.dumps(found["data"]) and "ssn" not in json.dumps(found["data"])


@pytest.mark.parametrize("way", WAYS)
def test_what_leads_to_another_service_is_seen_as_there(people: People, way: str) -> None:
    query = f'{{ history(patientId: "{people.ann}") {{ nodes {{ patient {{ id name }} }} }} }}'
    for token, status in ((people.physician, 403), (people.patient(people.ann), 200)):
        assert (
            people.clinic.ask("direct", "patient-service", "GET", f"/v1/patients/{people.ann}", token).status == status
        )
        found = graphql(people.clinic, COMPOSED, way, "", query, {"Authorization": f"Bearer {token}"})
        led = [each["patient"] for each in found["data"]["history"]["nodes"]]
        if status == 200:
            assert led and "errors" not in found and all(each["name"] == "Ann" for each in led)
        else:
            assert led and not any(led) and {each["extensions"]["status"] for each in found["errors"]} == {403}


@ways
def test_who_asked_is_written_down(people: People, face: str, way: str) -> None:
    path, name = f"/v1/patients/{people.ann}/records", "record-service"

    def asked(subject: str, role: str, **claims: Any) -> list[dict[str, Any]]:
        token = people.clinic.issuer.token(subject, (role,), claims)
        over(people.clinic, face, way, name, "GET", path, token, None, {})
        return [each for each in _written(people.clinic.place.folder / "audit" / name) if _who(each) == subject]

    (seen,) = asked(f"reader over {face}, {way}", "physician", patients=[people.ann])
    assert seen["from"]["peer"] and seen["from"]["request"]
    assert (seen["outcome"], seen["what"]["operation"]) == ("allowed", "history") and people.records[
        people.ann
    ] in json.dumps(seen)
    (refused,) = asked(f"biller over {face}, {way}", "biller")
    assert refused["outcome"] == "refused" and refused["status"] == 403
    (other,) = asked(f"other over {face}, {way}", "patient", patientId=people.bob)
    assert other["outcome"] == "refused" and other["what"]["operation"] == "history"


def _written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for each in sorted(folder.rglob("*.jsonl")) for line in each.read_text().splitlines()]


def _who(record: dict[str, Any]) -> str:
    return str(record.get("who", {}).get("subject", ""))
