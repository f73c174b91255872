"""Everything dies with its parent, whatever happens to that; what was stored is there again, unless it is to be forgotten."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

import pytest
from tests.run.system import BOARD, LIMIT, PLAIN, System, alive, copied, descendants, running, skerry, until

from skerry.run.place import AlreadyRunning, Place


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return copied(BOARD, tmp_path / "board")


def everything(system: System) -> tuple[list[int], list[int]]:
    """All processes of a system, and all ports."""
    urls = [part["url"] for part in system.parts().values() if part["url"]]
    return descendants(system.process.pid), [int(url.rpartition(":")[2]) for url in urls]


def gone(system: System, pids: list[int], ports: list[int]) -> None:
    until(lambda: not alive(pids), "every process has ended", 30)
    for port in ports:
        with socket.socket() as asked:
            assert asked.connect_ex(("127.0.0.1", port)) != 0, f"somebody listens on {port}"
    place = Place.of(system.folder)
    until(lambda: not place.control.exists(), "the socket has gone", 30)
    place.lock().close()


def test_nothing_outlives_a_supervisor_that_is_killed(board: Path) -> None:
    with running(board, "--gateway", "python", "--quiet") as system:  # on NATS, where it is installed
        pids, ports = everything(system)
        grandchild = int((board / "echo.pid").read_text())
        assert grandchild in pids, "what a program has started itself is meant as well"
        assert len(pids) >= 6
        with pytest.raises(AlreadyRunning):
            Place.of(board).lock()
        system.signal(signal.SIGKILL)
        system.wait()
        gone(system, pids, ports)


def test_whoever_asks_twice_does_not_wait(board: Path) -> None:
    with running(board, *PLAIN, "--quiet") as system:
        pids, ports = everything(system)
        system.ask("kill", "note-service", "--signal", "STOP")  # it would take its time
        frozen = system.parts()["gateway"]["pid"]
        system.ask("kill", "gateway", "--signal", "STOP")
        assert alive([frozen])
        system.signal(signal.SIGINT)
        time.sleep(0.2)
        system.signal(signal.SIGINT)
        assert system.wait() in (0, 130)
        gone(system, pids, ports)


def test_it_can_be_stopped_while_it_starts(board: Path) -> None:
    system = System(board, *PLAIN)
    until(lambda: len(descendants(system.process.pid)) >= 2, "it has begun")
    pids = descendants(system.process.pid)
    system.signal(signal.SIGINT)
    assert system.wait() == 0, system.said
    assert "Traceback" not in system.said
    gone(system, pids, [])


def test_what_was_stored_is_there_again_unless_it_is_to_be_forgotten(board: Path) -> None:
    other = copied(BOARD, board.parent / "other")
    with running(board, *PLAIN, "--quiet") as system:
        status, note = system.request("POST", "/v1/notes", {"text": "hello"})
        assert status == 201, note
        pids, ports = everything(system)
        began = time.monotonic()
        system.signal(signal.SIGINT)
        assert system.wait(LIMIT) == 0
        assert time.monotonic() - began < 20, "it does not wait for anything"
        gone(system, pids, ports)
    with running(board, *PLAIN, "--quiet") as one, running(other, *PLAIN, "--quiet") as two:
        assert one.request("GET", f"/v1/notes/{note['id']}") == (200, note)
        assert two.request("GET", f"/v1/notes/{note['id']}")[0] == 404, "each has its own"
        assert one.ask("stop").stdout == "board has ended\n"
        assert two.request("POST", "/v1/notes", {"text": "hello"})[0] == 201
    with running(board, *PLAIN, "--quiet", "--fresh") as system:
        assert system.request("GET", f"/v1/notes/{note['id']}")[0] == 404


def test_nothing_runs(board: Path) -> None:
    for words in (("ps",), ("sagas",), ("events",), ("stop",), ("kill", "x"), ("restart", "x"), ("trace",), ("logs",)):
        ran = skerry(*words, "--model", str(board))
        assert ran.returncode == 2 and "run" in ran.stderr and "Traceback" not in ran.stderr, words
