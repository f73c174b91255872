"""The whole shop as a process of its own, on a copy of the example: what a person starts with `skerry run` and can kill."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from skerry.run import control
from skerry.run.issuer import Issuer
from skerry.run.parts.database import cluster, role_of
from skerry.run.place import Place
from skerry.run.process import alive, dies_with_parent

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds until something is as it has to be, on a machine that others use as well
GRACE = 60.0  # seconds until it has ended after Ctrl-C
LIMITS = (
    "connect_timeout=10&options=-c%20statement_timeout%3D30000"  # nobody who looks into Postgres waits without an end
)


class Shop:
    """Started and stopped; its parts are killed; its stores are looked into."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.root, self._options = folder / "shop", options
        ignored = shutil.ignore_patterns(".skerry", "__pycache__", ".pytest_cache")
        shutil.copytree(ROOT / "examples" / "shop", self.root, ignore=ignored)
        self.place = Place.of(self.root)
        self.said = folder / "said.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self._hand = ThreadPoolExecutor(1)  # what is started dies with the thread that started it: this one stays
        self.url = self._postgres = ""

    def start(self) -> Shop:
        """Starts it on whatever it stored before; returns once all of it is ready."""
        command = [sys.executable, "-m", "skerry", "run", str(self.root), "--quiet", *self._options]
        with self.said.open("ab") as said:
            self._process = self._hand.submit(
                subprocess.Popen, command, stdout=said, stderr=said, start_new_session=True, preexec_fn=dies_with_parent()
            ).result()  # fmt: skip
        until(lambda: self._up() or self._fallen(), "the shop is up")
        addresses = {each["name"]: each["url"] for each in self.parts()}
        self.url, self._postgres = addresses["gateway"], addresses.get("postgres", "").removeprefix("postgresql://")
        return self

    @property
    def issuer(self) -> Issuer:
        """Signs the tokens that the shop believes."""
        return Issuer.opened(self.place, "shop")

    def stop(self) -> None:
        """As with Ctrl-C."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
            self._process.kill()
            self._process.wait(GRACE)
        self._hand.shutdown(wait=False)
        shutil.rmtree(cluster(self.place.folder / "postgres"), ignore_errors=True)

    def kill(self, part: str) -> None:
        """Kill -9 of one part, which the supervisor has to notice and to start again."""
        found = control.ask(self.place.control, {"ask": "kill", "part": part})
        assert found.get("killed"), f"{part} was not killed: {found}"

    def kill_supervisor(self) -> None:
        """Kill -9 of what holds all of it; what it started has to go with it."""
        assert self._process
        pids = [each["pid"] for each in self.parts() if each["pid"]]
        self._process.kill()
        self._process.wait(PATIENCE)
        until(lambda: not any(map(alive, pids)), "everything has died with the supervisor")

    def parts(self) -> list[dict[str, Any]]:
        """What `skerry ps` shows."""
        found: list[dict[str, Any]] = control.ask(self.place.control, {"ask": "ps"}, timeout=20)["parts"]
        return found

    def database(self, service: str) -> str:
        """Where a service stores its data, as an administrator opens it."""
        if not self._postgres:
            return f"sqlite:///{self.place.data / service}.db"
        role = role_of(service)
        secret = json.loads((self.place.folder / "postgres.json").read_text())[role]
        return f"postgresql+psycopg://{role}:{secret}@{self._postgres}/{role}?{LIMITS}"

    def logs(self, lines: int = 8) -> str:
        """The last lines of all that was printed, for a person who looks at a failure."""
        files = [self.said, *sorted(self.place.logs.glob("*.log"))]
        return "\n".join(
            f"— {each.stem}\n" + "\n".join(each.read_text(errors="replace").splitlines()[-lines:])
            for each in files
            if each.exists()
        )

    def _up(self) -> bool:
        with suppress(control.NotRunning, OSError, StopIteration):
            parts = self.parts()
            return any(each["name"] == "gateway" for each in parts) and all(each["state"] == "ready" for each in parts)
        return False

    def _fallen(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise AssertionError(f"skerry run ended with {self._process.returncode}:\n{self.logs()}")
        return False


def until(holds: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Waits until it holds; what it gave."""
    end = monotonic() + seconds
    while not (found := holds()):
        assert monotonic() < end, f"not within {seconds:g} s: {what}"
        sleep(0.1)
    return found
