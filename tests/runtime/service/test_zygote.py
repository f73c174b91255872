"""The fork server: services are born quickly, die when they should, and leave nothing behind."""

from __future__ import annotations

import ctypes
import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.service.running import FOLDER, LIMIT


class Zygote:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "skerry_runtime.service.zygote"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGKILL),  # noqa: PLW1509 - one call of the C library
        )  # fmt: skip
        assert "ready" in self.hear()

    def say(self, **what: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def start(self, name: str, package: Path = FOLDER) -> int:
        url = f"sqlite+aiosqlite:///{self.folder}/{name}.db"
        surroundings = {"SKERRY_PORT": "0", "SKERRY_READY": str(self.folder / name), "DATABASE_URL": url}
        self.say(start=name, package=str(package), env=surroundings, stdout=str(self.folder / f"{name}.log"))
        born = self.hear()
        assert born["born"] == name
        return int(born["pid"])

    def port(self, name: str) -> int:
        _until(lambda: (self.folder / name).exists() or "Traceback" in self.log(name))
        assert "Traceback" not in self.log(name), self.log(name)
        return int((self.folder / name).read_text())

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    found = Zygote(tmp_path)
    yield found
    found.process.kill()
    found.process.wait(LIMIT)


def test_services_live_and_end(zygote: Zygote) -> None:
    pids = {name: zygote.start(name) for name in ("a", "b")}
    for name in pids:
        connection = http.client.HTTPConnection("127.0.0.1", zygote.port(name), timeout=LIMIT)
        connection.request("GET", "/ready")
        assert connection.getresponse().status == 200
    zygote.say(signal="a", number=int(signal.SIGTERM))
    assert zygote.hear() == {"died": "a", "pid": pids["a"], "code": 0}
    zygote.say(signal="b", number=int(signal.SIGKILL))
    assert zygote.hear() == {"died": "b", "pid": pids["b"], "code": -9}
    assert _alive(zygote.start("a"))


def test_a_service_that_cannot_start_says_why(zygote: Zygote, tmp_path: Path) -> None:
    pid = zygote.start("broken", tmp_path)
    assert zygote.hear() == {"died": "broken", "pid": pid, "code": 1}
    assert "needs one" in zygote.log("broken")
    zygote.process.stdin.write(b"nonsense\n")  # type: ignore[union-attr]
    zygote.process.stdin.flush()  # type: ignore[union-attr]
    assert zygote.hear()["failed"] == "nonsense"
    assert _alive(zygote.start("a"))


@pytest.mark.parametrize("how", ["end of input", "terminated", "killed"])
def test_children_die_with_it(zygote: Zygote, how: str) -> None:
    pids = [zygote.start(name) for name in ("a", "b")]
    for name in ("a", "b"):
        zygote.port(name)
    if how == "end of input":
        assert zygote.process.stdin
        zygote.process.stdin.close()
    elif how == "terminated":
        zygote.process.terminate()
    else:
        zygote.process.kill()
    zygote.process.wait(LIMIT)
    for pid in pids:
        _until(lambda pid=pid: not _alive(pid))


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    """The parent is killed, and has no time to say anything."""
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'skerry_runtime.service.zygote'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\ntime.sleep(1000)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=tmp_path)
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert _alive(pid)
    parent.kill()
    parent.wait(LIMIT)
    _until(lambda: not _alive(pid))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(holds: Any) -> None:
    until = time.monotonic() + LIMIT
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)
