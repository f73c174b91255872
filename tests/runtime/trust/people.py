"""Who is in the clinic: Ann, who has agreed to her treatment; Bob, who never did; Cleo, who took it back; and those who treat them."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

from tests.runtime.trust.clinic import PERSON, Clinic


class People:
    """Patients with a record each, and tokens of everybody."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, issuer = clinic, clinic.issuer
        self.desk = issuer.token("desk", ("front-desk",))
        self.ann, self.bob, self.cleo = (self._registered(name) for name in ("Ann", "Bob", "Cleo"))
        self.all = (self.ann, self.bob, self.cleo)
        self.physician = issuer.token("house", ("physician",), {"patients": list(self.all)})
        self.stranger = issuer.token("foreman", ("physician",), {"patients": []})
        self.nurse = issuer.token("joy", ("nurse",), {"wards": ["north"]})
        self.slots = self._opened(40)
        self.biller = issuer.token("bill", ("biller",))
        self.records = {each: self._recorded(each, "north") for each in self.all}
        self._recorded(self.ann, "south")
        self._agreed(self.ann)
        given = self._agreed(self.cleo)
        self._until(self.cleo, 200)
        gone = clinic.ask("direct", "consent-service", "DELETE", f"/v1/consents/{given}", self.patient(self.cleo))
        assert gone.status in (200, 204), gone.body
        self._until(self.ann, 200)
        self._until(self.cleo, 403)

    def patient(self, who: str, **more: Any) -> str:
        """The token of a patient."""
        return self.clinic.issuer.token(f"patient {who}", ("patient",), {"patientId": who}, **more)

    def _opened(self, count: int) -> list[str]:
        """Times that are free."""
        provider, path = str(uuid4()), "/v1/providers/{}/slots"
        slot = {"providerId": provider, "start": "2027-01-11T09:00:00Z", "minutes": 30, "free": True}
        slots = [{**slot, "id": str(uuid4())} for _ in range(count)]
        found = self.clinic.ask(
            "direct", "appointment-service", "PUT", path.format(provider), self.desk, {"slots": slots}
        )
        assert found.status == 200, found.body
        return [each["id"] for each in found.json["items"]]

    def _registered(self, name: str) -> str:
        return str(self.clinic.made("patient-service", "/v1/patients", self.desk, {**PERSON, "name": name})["id"])

    def _recorded(self, patient: str, ward: str) -> str:
        body = {"ward": ward, "diagnosis": ["J00"], "notes": "a cold"}
        return str(self.clinic.made("record-service", f"/v1/patients/{patient}/records", self.physician, body)["id"])

    def _agreed(self, patient: str) -> str:
        body = {"patientId": patient, "purpose": "treatment"}
        return str(self.clinic.made("consent-service", "/v1/consents", self.patient(patient), body)["id"])

    def _until(self, patient: str, status: int) -> None:
        """Consents arrive by the bus."""
        end, path = time.monotonic() + 20, f"/v1/patients/{patient}/records"
        while (found := self.clinic.ask("direct", "record-service", "GET", path, self.stranger)).status != status:
            assert time.monotonic() < end, found.body
            time.sleep(0.05)
