"""A broker that speaks Kafka's protocol, on a port of its own; it keeps nothing when it is killed."""

from __future__ import annotations

import socket
import subprocess
import time

from skerry.run.parts.kafka import SINGLY, available, broker
from skerry.run.process import dies_with_parent, free_port

ABSENT = "" if available() else "no Kafka is installed: pip install 'skerry[kafka-broker]'"


class MeshBroker:
    """The process."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"kafka://127.0.0.1:{self.port}{SINGLY}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            broker(self.port),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=dies_with_parent(),  # noqa: PLW1509
        )
        end = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < end, "the broker does not answer"
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """As `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
