"""The matrix: what is asked of the clinic, by whom, and what is answered, in REST's terms; the same over every face and in every way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.runtime.trust.clinic import PERSON
from tests.runtime.trust.people import People

from skerry.run.issuer import Issuer

NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Case:
    """What is asked, with which token, and the status that comes; `otherwise` is what a face says that has other words for it."""

    name: str
    status: int
    token: Callable[[People], str] = lambda people: ""
    path: Callable[[People], str] = lambda people: f"/v1/patients/{people.ann}/records"
    method: str = "GET"
    service: str = "record-service"
    body: Callable[[People], Any] = lambda people: None
    headers: Callable[[People], dict[str, str]] = field(default=lambda people: {})
    otherwise: Mapping[str, str] = field(default_factory=dict)


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
    Case("tampered with", 401, tampered),
    Case("a signature of noise", 401, resigned),
    Case("foreign issuer", 401, physician(iss="https://issuer.elsewhere.example")),
    Case("foreign key under our name", 401, foreign),
    Case("foreign audience", 401, physician(aud="shop")),
    Case("no audience", 401, physician(aud="")),
    Case("algorithm none", 401, unsigned),
    Case("a public key as a secret", 401, confused),
    Case("no bearer", 401, headers=lambda people: {"Authorization": f"Basic {people.physician}"}),
    Case("a token in the address", 401, path=lambda people: f"/v1/patients/{people.ann}/records?access_token={people.physician}",
         otherwise={"grpc": "UNIMPLEMENTED"}),  # where the address is the procedure's name
    Case("said in headers", 401, headers=lambda people: SPOOFED),
    # what his role may do
    Case("wrong role", 403, lambda people: people.biller),
    Case("no role", 403, lambda people: people.clinic.issuer.token("house")),
    Case("a role that the model does not know", 403, lambda people: people.clinic.issuer.token("root", ("admin",))),
    Case("a role of the model, but not of this API", 403, lambda people: people.desk),
    Case("another role said in headers", 403, lambda people: people.biller, headers=lambda people: SPOOFED),
    Case("a service that the model has not call it", 403, lambda people: people.clinic.issuer.service_token("billing-service")),
    Case("a service by a person's word", 403, lambda people: people.biller, headers=lambda people: {"Skerry-On-Behalf": people.physician}),
    Case("a wrong body says nothing to who may not come in", 403, lambda people: people.biller, **{**DESK, "body": lambda people: {}},
         otherwise={"graphql": "INVALID"}),  # a document says what is wrong with it to anybody, before it is executed
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
