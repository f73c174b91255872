"""A real nats-server on a port of its own, which can be killed and come back."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path


class Broker:
    """`nats-server -js`, its streams in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or "nats-server"
        command = [server, "-js", "-sd", str(self.folder), "-a", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, "nats-server has ended"
            assert time.monotonic() < end, "nats-server does not answer"
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as found:
                return found.recv(4) == b"INFO"
        except OSError:
            return False

    def kill(self) -> None:
        """As `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
