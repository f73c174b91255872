"""Who may do what: each case gets the same answer from the service itself, through the plain gateway, and through Envoy."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from tests.runtime.gateway.wire import Answer
from tests.runtime.trust.cases import CASES, Case
from tests.runtime.trust.clinic import WAYS, Clinic
from tests.runtime.trust.people import People

from skerry.run.issuer import SERVICE, Issuer


def asked(people: People, way: str, case: Case) -> Answer:
    return people.clinic.ask(
        way, case.service, case.method, case.path(people), case.token(people), case.body(people), **case.headers(people)
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES, ids=[each.name for each in CASES])
def test_the_same_answer_everywhere(people: People, case: Case, way: str) -> None:
    found = asked(people, way, case)
    assert found.status == case.status, found.body
    if case.status in (401, 403):
        assert found.header("Content-Type").partition(";")[0] == "application/problem+json"
        said = {401: ("unauthorized", "A valid token is needed."), 403: ("forbidden", "The caller may not do this.")}
        kind, detail = said[case.status]
        assert (found.json["type"].rpartition("/")[2], found.json["detail"]) == (kind, detail)
        assert found.header("WWW-Authenticate").startswith("Bearer") == (case.status == 401)


@pytest.mark.parametrize("way", WAYS)
def test_a_list_has_what_one_may_see(people: People, way: str) -> None:
    path = f"/v1/patients/{people.ann}/records"
    found = people.clinic.ask(way, "record-service", "GET", path, people.nurse).json["items"]
    assert found and {each["ward"] for each in found} == {"north"}
    assert {each["ward"] for each in people.clinic.ask(way, "record-service", "GET", path, people.physician).json["items"]} == {
        "north", "south",
    }  # fmt: skip
    seen = people.clinic.ask(way, "patient-service", "GET", "/v1/patients?limit=1", people.patient(people.cleo)).json
    assert [each["id"] for each in seen["items"]] == [people.cleo] and "next" not in seen


@pytest.mark.parametrize("way", WAYS)
def test_keys_rotate(people: People, way: str, tmp_path: Path) -> None:
    clinic = people.clinic
    ahead = Issuer(tmp_path, "clinic")  # signs with a key before that is published
    ahead.rotate()
    token, path = ahead.token("ann", ("patient",), {"patientId": people.ann}), f"/v1/patients/{people.ann}/records"

    def until(status: int) -> None:
        end = time.monotonic() + 10
        while (found := clinic.ask(way, "record-service", "GET", path, token)).status != status:
            assert time.monotonic() < end, found.body
            time.sleep(0.1)

    assert clinic.ask(way, "record-service", "GET", path, token).status == 401
    before = clinic.issuer.published.read_bytes()
    both = [*json.loads(before)["keys"], *json.loads(ahead.published.read_bytes())["keys"]]
    try:
        clinic.issuer.published.write_text(json.dumps({"keys": both}))
        until(200)
        assert clinic.ask(way, "record-service", "GET", path, people.physician).status == 200
    finally:
        clinic.issuer.published.write_bytes(before)
    until(401)


def test_the_inside_is_for_services_that_the_model_names(people: People) -> None:
    clinic, issuer = people.clinic, people.clinic.issuer
    body = {"id": people.ann}

    def inside(token: str, **headers: str) -> int:
        return clinic.ask("direct", "patient-service", "POST", "/internal/get", token, body, **headers).status

    assert inside("") == 401
    assert inside(people.patient(people.ann)) == 403
    assert inside(issuer.service_token("billing-service")) == 403
    assert inside(issuer.service_token("record-service")) == 200
    # on behalf of somebody, a service gets what he may get himself
    assert inside(issuer.service_token("record-service"), Skerry_On_Behalf=people.patient(people.ann)) == 200
    assert inside(issuer.service_token("record-service"), Skerry_On_Behalf=people.patient(people.bob)) == 403
    forged = issuer.token("service:record-service", ("patient",), {SERVICE: "record-service"})
    assert inside(forged) == 403, "a person's claims make no service of him"


@pytest.mark.parametrize("way", [each for each in WAYS if each != "direct"])
def test_the_inside_is_not_reached_from_outside(clinic: Clinic, way: str) -> None:
    token = clinic.issuer.service_token("record-service")
    for path in ("/patient-service/internal/get", "/patient-service/graphql"):
        assert clinic.ask(way, "patient-service", "POST", path, token, {}).status == 404
