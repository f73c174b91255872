"""Kill -9 at any moment loses no record of an answered request: neither of a read, nor of a change, nor of a refusal."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from skerry.run import keyring
from skerry.run.audit.marks import key_of
from skerry.run.audit.segments import lines, logs
from skerry.run.audit.verify import verify
from skerry.run.process import dies_with_parent
from skerry_runtime.trust.testing import Issuer

FULL = int(os.environ.get("SKERRY_AUDIT_CRASH", "0"))  # so many requests; 1,000 is what is promised
COUNT = FULL or 80
KILLS = max(2, COUNT // 50)
CLIENTS = 6
LIMIT = 60.0
ADA: dict[str, Any] = {
    "name": "Ada Lovelace", "born": "1815-12-10", "ssn": "123-45-6789",
    "address": {"street": "12 St James", "city": "London", "postcode": "SW1", "state": "LN"},
}  # fmt: skip


class Victim:
    """The clinic's patient service as a process, which is killed and started again."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder, self.place = folder, place
        self.keys = keyring.kept(place / "keys.json") if keyring.usable() else Path("off")
        self.issuer, self.port = Issuer(place), 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        ready = self.place / f"{uuid4().hex}.port"
        told = {
            **os.environ, "DATABASE_URL": f"sqlite+aiosqlite:///{self.place}/p.db", "SKERRY_PORT": "0", "SKERRY_READY": str(ready),
            "SKERRY_AUDIT": str(self.place / "audit"), "SKERRY_KEYS": str(self.keys), "SKERRY_GRPC_PORT": "0",
            **self.issuer.environment,
        }  # fmt: skip
        with (self.place / "out.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "skerry_runtime.service", str(self.folder)], env=told, stdout=out, stderr=out,
                cwd=self.place, preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call of the C library
            )  # fmt: skip
        until = time.monotonic() + LIMIT
        while not ready.exists() or not ready.read_text().strip():
            assert self.process.poll() is None, (self.place / "out.log").read_text()[-2000:]
            assert time.monotonic() < until
            time.sleep(0.02)
        self.port = int(ready.read_text().split()[0])

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        assert self.process.wait(LIMIT) == 0


def test_no_record_of_an_answered_request_is_lost(clinic: Path, tmp_path: Path) -> None:
    victim, answered, known = (
        Victim(clinic / "services" / "patient-service", tmp_path),
        dict[str, int](),
        [str(uuid4())],
    )
    victim.start()
    asked = iter(range(COUNT))
    turn = threading.Lock()

    def client() -> None:
        for at in asked:
            ask(victim, at, answered, known)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    for number in range(KILLS):
        due = (number + 1) * COUNT // (KILLS + 1)
        until = time.monotonic() + LIMIT
        while len(answered) < due and time.monotonic() < until and any(each.is_alive() for each in clients):
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.03))
        with turn:
            victim.kill()
            victim.start()
    for each in clients:
        each.join()
    victim.stop()
    found = verify(tmp_path / "audit", key_of(victim.keys) if victim.keys.exists() else b"")
    assert not found.findings, found.findings
    written = recorded(tmp_path / "audit")
    lost = {name: status for name, status in answered.items() if (name, status) not in written and status != 503}
    assert not lost, f"{len(lost)} of {len(answered)} answered requests are not in the log"
    assert {200, 201, 403, 404} <= set(answered.values())
    assert len(answered) == COUNT


def ask(victim: Victim, at: int, answered: dict[str, int], known: list[str]) -> None:
    """Asks until it is answered, under one name."""
    name, key = f"request-{at}", str(uuid4())
    token = victim.issuer.token("desk", ["biller" if at % 10 == 9 else "front-desk"])
    who = {"authorization": f"Bearer {token}", "x-request-id": name}
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", victim.port, timeout=10)
        try:
            if at % 3:
                connection.request("GET", f"/v1/patients/{random.choice(known)}", headers=who)
            else:
                body = json.dumps(ADA).encode()
                connection.request(
                    "POST", "/v1/patients", body, {**who, "content-type": "application/json", "idempotency-key": key}
                )
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        finally:
            connection.close()
        answered[name] = answer.status
        if answer.status == 201:
            known.append(json.loads(text)["id"])
        return
    pytest.fail(f"{name} was never answered")


def recorded(folder: Path) -> set[tuple[str, int]]:
    segments = [each for several in logs(folder).values() for each in several]
    said = [line.record for each in segments for line in lines(each.path.read_bytes())]
    return {(each["from"]["request"], each["status"]) for each in said if each and each["kind"] == "access"}
