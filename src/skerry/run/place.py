"""Where a running system keeps what it knows: `.skerry/run/` beside the model."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from io import TextIOWrapper
from pathlib import Path
from time import monotonic, sleep

from skerry.run import endpoints


class AlreadyRunning(Exception):
    """Another process runs this system."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"this system is running already{f', as process {pid}' if pid else ''}")
        self.pid = pid


_LONGEST, _KEPT = 8 << 20, 1 << 20  # bytes of a log, and of its end once it is longer


def cut(log: Path) -> None:
    """Keeps the end of a log that has grown over several lives of the system."""
    with log.open("rb+") as file:
        if file.seek(0, os.SEEK_END) > _LONGEST:
            file.seek(-_KEPT, os.SEEK_END)
            file.readline()
            rest = file.read()
            file.seek(0)
            file.write(rest)
            file.truncate()


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one system."""

    folder: Path

    @classmethod
    def of(cls, root: Path) -> Place:
        """That of the model in this folder."""
        return cls(root.resolve() / ".skerry" / "run")

    @property
    def registry(self) -> Path:
        """Where each service is reached."""
        return self.folder / "registry.json"

    @property
    def endpoints(self) -> Path:
        """The same for Envoy, where it runs."""
        return self.folder / "endpoints"

    def registered(self) -> dict[str, list[str]]:
        """Where each service is reached now."""
        try:
            found: dict[str, list[str]] = json.loads(self.registry.read_bytes())
        except (OSError, ValueError):
            return {}
        return found

    @property
    def identity(self) -> Path:
        """The certificates, where services show them."""
        return self.folder / "identity"

    @property
    def data(self) -> Path:
        """The databases of the services."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        """What each process prints."""
        return self.folder / "logs"

    @property
    def audit(self) -> Path:
        """The audit logs, a folder for each service."""
        return self.folder / "audit"

    @property
    def keys(self) -> Path:
        """The keyrings, a file for each service."""
        return self.folder / "keys"

    def clock(self, name: str) -> Path:
        """By how much the clock of a service is wrong on purpose, where it is."""
        return self.folder / "clocks" / name

    @property
    def access(self) -> Path:
        """What was asked of the gateway, a line of JSON a request."""
        return self.logs / "gateway.access.jsonl"

    @property
    def telemetry(self) -> Path:
        """Traces and logs."""
        return self.folder / "telemetry.db"

    @property
    def control(self) -> Path:
        """The socket for the other commands; in the temporary folder, since a socket's path has at most some hundred characters."""
        digest = blake2b(str(self.folder).encode(), digest_size=8).hexdigest()
        return Path(tempfile.gettempdir()) / f"skerry-{os.getuid()}-{digest}.sock"

    def log(self, name: str) -> Path:
        """The log of a process."""
        return self.logs / f"{name}.log"

    def make(self, *, fresh: bool = False) -> None:
        """Makes the folders; `fresh` forgets what was there."""
        if fresh:
            for each in self.folder.iterdir() if self.folder.is_dir() else ():
                if each.name != "lock":
                    shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
        for each in (self.folder, self.data, self.logs):
            each.mkdir(parents=True, exist_ok=True)
        for log in self.logs.glob("*.log"):
            cut(log)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")

    def lock(self) -> TextIOWrapper:
        """Holds the system for this process, as long as the returned file is open.

        Raises:
            AlreadyRunning: another process holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        file = (self.folder / "lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            pid = file.read().strip()
            file.close()
            raise AlreadyRunning(int(pid) if pid.isdigit() else 0) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

    def free(self, seconds: float) -> bool:
        """Whether nobody holds the system, waited for so long."""
        until = monotonic() + seconds
        while True:
            try:
                self.lock().close()
            except AlreadyRunning:
                if monotonic() > until:
                    return False
                sleep(0.05)
            else:
                return True

    def register(self, addresses: dict[str, list[str]]) -> None:
        """Writes where each service is reached; readers see the old file or the new one."""
        draft = self.registry.with_suffix(".part")
        draft.write_text(json.dumps(addresses, indent=1))
        draft.replace(self.registry)
        if self.endpoints.is_dir():
            endpoints.write(self.endpoints, addresses)
