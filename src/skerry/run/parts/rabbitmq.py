"""RabbitMQ, from the system's package: a broker of this system's own, not the machine's service."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from skerry.run.parts.part import Exit, Missing, listens
from skerry.run.parts.program import ProgramPart
from skerry.run.parts.wheels import binary
from skerry.run.process import Program, free_port, program

INSTALL = "install RabbitMQ 3.10 or newer (Debian, Ubuntu: apt-get install rabbitmq-server) and pip install 'skerry[rabbitmq]'"
_BESIDE = Path(
    "/usr/lib/rabbitmq/bin/rabbitmq-server"
)  # Debian's script on the path is for root and the service's user only
_FROM = "RABBITMQ_"


class RabbitMq(ProgramPart):
    """One broker and its port mapper on the loopback interface, with what they store in `data`; keep their ports when started again."""

    def __init__(self, data: Path, log: Path) -> None:
        super().__init__("rabbitmq", log)
        self._data, self._ports = data, (free_port(), free_port(), free_port())
        self.url = f"amqp://guest:guest@127.0.0.1:{self._ports[0]}/"
        self._mapper: Program | None = None

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """The server's own script."""
        if not available():
            raise Missing(f"RabbitMQ is not installed: {INSTALL}")
        return (server(), "-noinput"), environment(self._data, *self._ports)

    async def start(self) -> None:
        """Starts the port mapper, without which Erlang starts one for the whole machine, then the broker."""
        if not available():
            raise Missing(f"RabbitMQ is not installed: {INSTALL}")
        self._mapper = await program("epmd", mapper(self._ports[2]), self._log)
        try:
            await super().start()
        except BaseException:
            await self._mapper.stop(1.0)
            raise

    async def stop(self) -> None:
        """Stops both."""
        await super().stop()
        if self._mapper:
            await self._mapper.stop(1.0)

    async def ended(self) -> Exit:
        """Waits for the broker's end; the port mapper goes too."""
        code = await super().ended()
        if self._mapper:
            await self._mapper.stop(1.0)
        return code

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it accepts connections."""
        await listens("127.0.0.1", self._ports[0], 60.0, alive)


def available() -> bool:
    """Whether the server and the client are installed."""
    return bool(server() and binary("epmd")) and find_spec("aiormq") is not None


def server() -> str:
    """The script that starts a server; '' if there is none."""
    return str(_BESIDE) if os.access(_BESIDE, os.X_OK) else binary("rabbitmq-server")


def mapper(port: int) -> Sequence[str]:
    """The command of a port mapper of one's own."""
    return binary("epmd"), "-port", str(port), "-address", "127.0.0.1"


def environment(data: Path, port: int, between: int, mapped: int, vhosts: Sequence[str] = ()) -> Mapping[str, str]:
    """What the script is told: nothing of the machine's own configuration counts. Writes the broker's configuration into `data`.

    `port` is for clients, `between` for other nodes and `mapped` that of the port mapper; `vhosts` are made beside `/`.
    """
    data.mkdir(parents=True, exist_ok=True)
    right = {"user": "guest", "configure": ".*", "write": ".*", "read": ".*"}
    names = ("/", *vhosts)
    definitions = {
        "users": [{"name": "guest", "password": "guest", "tags": "administrator"}],
        "vhosts": [{"name": name} for name in names],
        "permissions": [{**right, "vhost": name} for name in names],
    }
    (data / "definitions.json").write_text(json.dumps(definitions))
    (data / "rabbitmq.conf").write_text(f"load_definitions = {data / 'definitions.json'}\n")
    (data / "plugins").write_text("[].\n")
    own = {
        "NODENAME": "skerry@localhost",
        "NODE_IP_ADDRESS": "127.0.0.1",
        "NODE_PORT": str(port),
        "DIST_PORT": str(between),
        "MNESIA_BASE": str(data / "stored"),
        "LOG_BASE": str(data / "log"),
        "LOGS": "-",
        "ENABLED_PLUGINS_FILE": str(data / "plugins"),
        "CONFIG_FILE": str(data / "rabbitmq.conf"),
        "CONF_ENV_FILE": str(data / "none"),
        "ALLOW_INPUT": "1",  # the script becomes the server, so that a signal reaches it
        "SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
    return {
        **{_FROM + name: value for name, value in own.items()},
        "HOME": str(data),  # of the cookie by which nodes know each other
        "ERL_EPMD_PORT": str(mapped),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
