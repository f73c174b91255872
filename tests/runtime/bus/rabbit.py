"""A real RabbitMQ on ports of its own, which can be killed and come back; with vhosts for many tests, since it takes seconds to start."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

from skerry.run.parts.rabbitmq import available, environment, mapper, server
from skerry.run.process import dies_with_parent, free_port

ABSENT = "" if available() else "RabbitMQ is not installed: `make rabbitmq` says how"


class RabbitBroker:
    """The server and its port mapper, what they store in `folder`.

    It serves `tests` tests, each in a vhost of its own. On a loaded machine each of them costs half a second whenever the server starts.
    """

    def __init__(self, folder: Path, tests: int = 1) -> None:
        self.folder = folder
        self._ports = free_port(), free_port(), free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._vhosts = tuple(f"v{number}" for number in range(tests))
        self._unused = iter(self._vhosts)

    def url(self) -> str:
        """An address at which nothing is yet."""
        return f"amqp://guest:guest@127.0.0.1:{self._ports[0]}/{next(self._unused)}"

    def start(self) -> None:
        settings = {**os.environ, **environment(self.folder, *self._ports, vhosts=self._vhosts)}
        with (self.folder / "out").open("ab") as out:
            for command in (mapper(self._ports[2]), (server(), "-noinput")):
                self._processes.append(
                    subprocess.Popen(
                        command,
                        stdin=subprocess.DEVNULL,
                        stdout=out,
                        stderr=out,
                        env=settings,
                        preexec_fn=dies_with_parent(),  # noqa: PLW1509
                    )
                )
        end = time.monotonic() + 60
        while not self._answers():
            assert self._processes[-1].poll() is None, f"rabbitmq-server has ended: see {self.folder / 'out'}"
            assert time.monotonic() < end, "rabbitmq-server does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._ports[0]), 1):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """As `kill -9` does."""
        for process in self._processes:
            process.kill()
            process.wait()
        self._processes.clear()
