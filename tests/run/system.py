"""A system that runs as a user runs it: `python -m skerry run` in a folder of its own, and the commands about it."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[2]
SHOP, CLINIC, BOARD = ROOT / "examples/shop", ROOT / "examples/clinic", Path(__file__).with_name("board")
LIMIT = 120.0  # seconds: a slow, loaded machine
PLAIN = ("--gateway", "python", "--bus", "sqlite")


def until(true: Callable[[], Any], what: str = "", limit: float = LIMIT) -> Any:
    """Waits until something holds, and gives it."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what or true} does not hold after {limit:g} s")


def copied(source: Path, target: Path) -> Path:
    """A model in a folder of its own."""
    left = shutil.ignore_patterns(".skerry", "__pycache__", "*.pid")
    return Path(shutil.copytree(source, target, ignore=left))


def skerry(
    *words: str, folder: Path | None = None, limit: float = LIMIT, **more: str
) -> subprocess.CompletedProcess[str]:
    """A command line, to its end."""
    environment = {**os.environ, **more}
    command = [sys.executable, "-m", "skerry", *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit, check=False
    )


class System:
    """One that runs until it is told to stop; `said` is what it has printed."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.folder = folder
        self._output = folder.parent / f"{folder.name}-{uuid4().hex[:6]}.txt"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "skerry", "run", str(folder), *options], stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, env={**os.environ, **environment}, start_new_session=True,
                preexec_fn=lambda: ctypes.CDLL(None).prctl(1, signal.SIGTERM),  # noqa: PLW1509 - one call of the C library
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self._output.read_text(errors="replace")

    def up(self) -> System:
        """Waits until it is."""
        until(lambda: " is up" in self.said or self.process.poll() is not None, "the system is up")
        assert " is up" in self.said, self.said
        return self

    @property
    def url(self) -> str:
        found = re.search(r"is up at (http://\S+?):? ", self.said)
        assert found, self.said
        return found[1]

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One of the commands about it."""
        return skerry(*words, "--model", str(self.folder))

    def parts(self) -> dict[str, dict[str, Any]]:
        """All parts by their names."""
        return {each["name"]: each for each in json.loads(self.ask("ps", "--format", "json").stdout)["parts"]}

    def ready(self, name: str, other_than: int = 0) -> dict[str, Any]:
        """Waits until a part is ready, as another process than this."""

        def found() -> dict[str, Any] | None:
            part = self.parts()[name]
            return part if part["state"] == "ready" and not part["why"] and part["pid"] != other_than else None

        return dict(until(found, f"{name} is ready"))

    def request(self, method: str, path: str, body: Any = None, url: str = "", **headers: str) -> tuple[int, Any]:
        """A request through the gateway."""
        data = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), **headers}
        asked = urllib.request.Request((url or self.url) + path, data, given, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self, limit: float = LIMIT) -> int:
        return self.process.wait(limit)


@contextlib.contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[System]:
    """A system that is up, and is stopped at the end."""
    system = System(folder, *options, **environment)
    try:
        yield system.up()
    finally:
        if system.process.poll() is None:
            system.signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                system.wait(60)
        if system.process.poll() is None:
            system.process.kill()


def alive(pids: list[int]) -> list[int]:
    """Those that still run."""
    found = []
    for pid in pids:
        with contextlib.suppress(OSError):
            if "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text():
                found.append(pid)
    return found


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(each.read_text().rpartition(")")[2].split()[1]), []).append(int(each.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found[1:]
