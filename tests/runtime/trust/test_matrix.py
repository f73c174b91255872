"""Who may do what: each case gets the same answer from the service itself, through the plain gateway, and through Envoy."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.runtime.gateway.wire import Answer
from tests.runtime.trust.clinic import PERSON, WAYS, Clinic
from tests.runtime.trust.people import People

from skerry.run.issuer import SERVICE, Issuer

NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Case:
    """What is asked, with which token, and the status that comes."""

    name: str
    status: int
    token: Callable[[People], str] = lambda people: ""
    path: Callable[[People], str] = lambda people: f"/v1/patients/{people.ann}/records"
    method: str = "GET"
    service: str = "record-service"
    body: Callable[[People], Any] = lambda people: None
    headers: Callable[[People], dict[str, str]] = field(default=lambda people: {})


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    head, claims, signature = token.split(".")
    return _read(head), _read(claims), signature


def _read(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def tampered(people: People) -> str:
    head, claims, signature = _parts(people.biller)
    return f"{_part(head)}.{_part({**claims, 'roles': ['physician']})}.{signature}"


def resigned(people: People) -> str:
    head, claims, _ = people.physician.split(".")
    return f"{head}.{claims}.{_part(b'x' * 64)}"


def unsigned(people: People) -> str:
    _, claims, _ = people.physician.split(".")
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{claims}."


def confused(people: People) -> str:
    """Signed with the public key as if it were a shared secret."""
    head, claims, _ = _parts(people.physician)
    said = f"{_part({**head, 'alg': 'HS256'})}.{_part(claims)}"
    secret = people.clinic.issuer.published.read_bytes()
    return f"{said}.{_part(hmac.new(secret, said.encode(), hashlib.sha256).digest())}"


def foreign(people: People) -> str:
    """By another issuer that calls itself the same, and its key as well."""
    other = Issuer(people.clinic.root / f"foreign-{uuid4().hex}", "clinic")
    other.folder.mkdir()
    other.rotate()
    keys = json.loads((other.folder / "keys.json").read_text())
    keys["keys"][0]["kid"] = _parts(people.physician)[0]["kid"]
    (other.folder / "keys.json").write_text(json.dumps(keys))
    return other.token("house", ("physician",), {"patients": [people.ann]})


def physician(**changed: Any) -> Callable[[People], str]:
    return lambda people: people.clinic.issuer.token(
        "house",
        ("physician",),
        {"patients": list(people.all)},
        **{k: v(people) if callable(v) else v for k, v in changed.items()},
    )


def booked(who: Callable[[People], str]) -> Callable[[People], Any]:
    return lambda people: {"patientId": who(people), "slotId": people.slots.pop()}


def records(who: Callable[[People], str]) -> Callable[[People], str]:
    return lambda people: f"/v1/patients/{who(people)}/records"


SPOOFED = {"Skerry_Caller": "house", "Skerry_Roles": "physician"}
DESK = {"method": "POST", "service": "appointment-service", "path": lambda people: "/v1/appointments"}
PATIENT = {"service": "patient-service"}
CASES = (
    # who he is
    Case("no token", 401),
    Case("something else than a token", 401, lambda people: "letmein"),
    Case("a token with two parts", 401, lambda people: people.physician.rpartition(".")[0]),
    Case("expired", 401, physician(seconds=-60)),
    Case("not yet valid", 401, physician(nbf=lambda people: int(time.time()) + 600)),
    Case("issued by a clock that is ahead of ours", 200, physician(iat=lambda people: int(time.time()) + 600)),
    Case("tampered with", 401, tampered),
    Case("a signature of noise", 401, resigned),
    Case("foreign issuer", 401, physician(iss="https://issuer.elsewhere.example")),
    Case("foreign key under our name", 401, foreign),
    Case("foreign audience", 401, physician(aud="shop")),
    Case("no audience", 401, physician(aud="")),
    Case("algorithm none", 401, unsigned),
    Case("a public key as a secret", 401, confused),
    Case("no bearer", 401, headers=lambda people: {"Authorization": f"Basic {people.physician}"}),
    Case("a token in the address", 401, path=lambda people: f"/v1/patients/{people.ann}/records?access_token={people.physician}"),
    Case("said in headers", 401, headers=lambda people: SPOOFED),
    # what his role may do
    Case("wrong role", 403, lambda people: people.biller),
    Case("no role", 403, lambda people: people.clinic.issuer.token("house")),
    Case("a role that the model does not know", 403, lambda people: people.clinic.issuer.token("root", ("admin",))),
    Case("a role of the model, but not of this API", 403, lambda people: people.desk),
    Case("another role said in headers", 403, lambda people: people.biller, headers=lambda people: SPOOFED),
    Case("a service that the model has not call it", 403, lambda people: people.clinic.issuer.service_token("billing-service")),
    Case("a service by a person's word", 403, lambda people: people.biller, headers=lambda people: {"Skerry-On-Behalf": people.physician}),
    Case("a wrong body says nothing to who may not come in", 403, lambda people: people.biller, **{**DESK, "body": lambda people: {}}),
    # which rows
    Case("right", 200, lambda people: people.physician),
    Case("own records", 200, lambda people: people.patient(people.ann)),
    Case("another patient's records", 403, lambda people: people.patient(people.bob)),
    Case("another patient's, on behalf of her", 403, lambda people: people.patient(people.bob),
         headers=lambda people: {"Skerry-On-Behalf": people.patient(people.ann)}),
    Case("no claim of whom one is", 403, lambda people: people.clinic.issuer.token("ann", ("patient",))),
    Case("with consent, of a ward", 200, lambda people: people.nurse),
    Case("consent was never given", 403, lambda people: people.physician, records(lambda people: people.bob)),
    Case("consent was withdrawn", 403, lambda people: people.physician, records(lambda people: people.cleo)),
    Case("to write needs no consent, to be her physician will do", 201, lambda people: people.physician,
         records(lambda people: people.bob), "POST", body=lambda people: {"ward": "north", "diagnosis": [], "notes": ""}),
    Case("nobody's physician writes nothing", 403, lambda people: people.stranger,
         records(lambda people: people.bob), "POST", body=lambda people: {"ward": "north", "diagnosis": [], "notes": ""}),
    Case("one row of another", 403, lambda people: people.patient(people.bob), lambda people: f"/v1/patients/{people.ann}", **PATIENT),
    Case("one row that is not there looks the same", 403, lambda people: people.patient(people.bob),
         lambda people: f"/v1/patients/{NOBODY}", **PATIENT),
    Case("one row of one's own", 200, lambda people: people.patient(people.bob), lambda people: f"/v1/patients/{people.bob}", **PATIENT),
    Case("to change another", 403, lambda people: people.patient(people.bob), lambda people: f"/v1/patients/{people.ann}", "PUT",
         body=lambda people: {name: PERSON[name] for name in ("name", "address")}, **PATIENT),
    Case("to amend without consent", 403, lambda people: people.stranger,
         lambda people: f"/v1/records/{people.records[people.bob]}/amendments", "POST", body=lambda people: {"notes": "", "reason": ""}),
    Case("to book for oneself", 201, lambda people: people.patient(people.ann), body=booked(lambda people: people.ann), **DESK),
    Case("to book for another", 403, lambda people: people.patient(people.ann), body=booked(lambda people: people.bob), **DESK),
    Case("to book at the front desk", 201, lambda people: people.desk, body=booked(lambda people: people.bob), **DESK),
    # where
    Case("undeclared path", 404, lambda people: people.physician, lambda people: "/v1/secrets"),
    Case("undeclared path without token", 404, path=lambda people: "/v1/secrets"),
    Case("undeclared method", 405, lambda people: people.physician, method="DELETE"),
    Case("public, without token", 200, path=lambda people: f"/v1/providers/{NOBODY}/slots", service="appointment-service"),
    Case("public, with a token that is not valid", 200, lambda people: "letmein", lambda people: f"/v1/providers/{NOBODY}/slots",
         service="appointment-service"),
    Case("what writes is never public", 401, path=lambda people: f"/v1/providers/{NOBODY}/slots", method="PUT",
         body=lambda people: {"slots": []}, service="appointment-service"),
)  # fmt: skip


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
    assert clinic.ask(way, "patient-service", "POST", "/patient-service/internal/get", token, {}).status == 404
