"""The process: readiness, drain, and databases that are another service's."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.service.running import FOLDER, LIMIT, ORDER, begin, running, spawn


def test_a_stop_lets_requests_end(tmp_path: Path) -> None:
    service = spawn(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path)
    found: list[Any] = []
    slow = threading.Thread(target=lambda: found.append(service.place(note="slow")))
    slow.start()
    _until(lambda: b"slow" in service.log.read_bytes() or slow.is_alive())
    time.sleep(0.3)  # it is being served now, or has been
    assert service.stop() == 0
    slow.join(LIMIT)
    assert found[0].status == 201
    assert sqlite3.connect(tmp_path / "a.db").execute("SELECT count(*) FROM orders").fetchone() == (1,)


def test_secrets_come_as_files(tmp_path: Path) -> None:
    """What names a database holds a password, which no manifest and no list of processes is to show."""
    secret = tmp_path / "url"
    secret.write_text(f"sqlite+aiosqlite:///{tmp_path}/of_a_file.db\n")
    with running("", tmp_path, DATABASE_URL_FILE=str(secret)) as service:
        assert service.place().status == 201
    assert sqlite3.connect(tmp_path / "of_a_file.db").execute("SELECT count(*) FROM orders").fetchone() == (1,)
    with pytest.raises(RuntimeError, match=r"exit 1: .*can't start: .*No such file or directory: '.*/missing'"):
        spawn("", tmp_path, DATABASE_URL_FILE=str(tmp_path / "missing"))


def test_a_database_is_prepared_by_a_job_that_ends(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/prepared.db"
    command = [sys.executable, "-m", "skerry_runtime.service", str(FOLDER), "prepare"]
    for _ in range(2):  # again it finds nothing to do
        subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, timeout=LIMIT)
    assert sqlite3.connect(tmp_path / "prepared.db").execute("SELECT count(*) FROM orders").fetchone() == (0,)


def test_a_service_does_not_open_anothers_file(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    with running(url, tmp_path):
        pass
    spec = json.loads((FOLDER / "service.json").read_text()) | {"service": "payment-service"}
    other = tmp_path / "other"
    other.mkdir()
    (other / "service.json").write_text(json.dumps(spec))
    with pytest.raises(RuntimeError, match=r"exit 1: .*belongs to order-service, and payment-service may not open it"):
        spawn(url, tmp_path, TEST_SPEC=str(other / "service.json"))


def test_a_service_does_not_open_another_programs_file(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "theirs.db") as connection:
        connection.execute("CREATE TABLE theirs (id)")
    with pytest.raises(RuntimeError, match=r"exit 1: .*is no database of a service"):
        spawn(f"sqlite+aiosqlite:///{tmp_path}/theirs.db", tmp_path)


def test_postgres_refuses_another_services_role(postgres: Any, tmp_path: Path) -> None:
    mine, theirs = postgres.database("mine"), postgres.database("theirs")
    intruding = theirs.replace("/theirs?", "/mine?")
    assert intruding != theirs
    with pytest.raises(RuntimeError, match=r"exit 1: .*permission denied for database"):
        spawn(intruding, tmp_path)
    with pytest.raises(RuntimeError, match=r"exit 1: .*password authentication failed"):
        spawn(mine.replace("://mine:", "://mine:x"), tmp_path)


def test_a_database_that_is_away_is_said(postgres: Any, tmp_path: Path) -> None:
    url = postgres.database("leaving")
    with running(url, tmp_path) as service:
        assert service.ask("GET", "/ready").status == 200
        postgres.forbid("leaving")
        _until(lambda: service.ask("GET", "/ready").status == 503)
        ready = service.ask("GET", "/ready").json
        assert ready["checks"]["database"]["status"] == "fail"
        assert service.ask("GET", "/health").status == 200
        failed = service.ask("POST", "/v2/orders", ORDER, idempotency_key="x")
        assert (failed.status, failed.kind) == (503, "unavailable")
        postgres.allow("leaving")
        _until(lambda: service.ask("GET", "/ready").status == 200)
        assert service.ask("POST", "/v2/orders", ORDER, idempotency_key="x").status == 201


def test_replicas_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    starting = [begin(url, tmp_path) for _ in range(3)]
    found = [each() for each in starting]
    try:
        assert [each.ask("GET", "/ready").status for each in found] == [200] * 3
    finally:
        for each in found:
            each.process.kill()
            each.process.wait()


def _until(holds: Any) -> None:
    until = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
