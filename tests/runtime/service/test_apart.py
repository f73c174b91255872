"""What a service does once, before it starts, is done by a process that goes away again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.runtime.service.running import LIMIT, running, spawn

from skerry_runtime.service.apart import Failed, apart, possible

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere nothing is forked")


def test_it_is_done_elsewhere(tmp_path: Path) -> None:
    found: list[int] = []

    def job() -> None:
        found.append(1)
        (tmp_path / "pid").write_text(str(os.getpid()))

    apart(job, ())
    assert int((tmp_path / "pid").read_text()) != os.getpid()
    assert not found


def test_why_it_failed_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    def expected() -> None:
        raise OSError("no, because — of that")

    with pytest.raises(Failed, match="no, because — of that"):
        apart(expected, (OSError,))
    assert "Traceback" not in capfd.readouterr().err
    with pytest.raises(Failed, match="OSError: no, because"):
        apart(expected, ())
    assert "Traceback" in capfd.readouterr().err
    with pytest.raises(Failed, match="killed by signal 9"):
        apart(lambda: os.kill(os.getpid(), signal.SIGKILL), ())


def test_not_beside_a_thread_whose_locks_a_fork_would_keep() -> None:
    assert possible() == (threading.active_count() == 1)
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    try:
        assert not possible()
    finally:
        waiting.set()
        thread.join()


def test_it_dies_with_the_process_that_waits_for_it(tmp_path: Path) -> None:
    script = (
        "import os, sys, time\nfrom pathlib import Path\nfrom skerry_runtime.service.apart import apart\n"
        "def job():\n    Path(sys.argv[1]).write_text(str(os.getpid()))\n    time.sleep(1000)\n"
        "apart(job, ())\n"
    )
    waiting = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "pid")])
    until = time.monotonic() + LIMIT
    while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)
    pid = int((tmp_path / "pid").read_text())
    waiting.kill()
    waiting.wait(LIMIT)
    while _alive(pid):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_revision_that_fails_is_said_once_and_ends_the_service(tmp_path: Path) -> None:
    """The tables of a revision are there already, though nobody knows of the revision."""
    with running(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path):
        pass
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("DROP TABLE alembic_version")
    with pytest.raises(RuntimeError, match=r"the database can't be brought up to date: .*already exists") as failed:
        spawn(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path)
    assert "Traceback" not in str(failed.value)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
