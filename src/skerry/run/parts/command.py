"""A service in any language, as its owners start it: it is given a port, found by name, and told where traces go."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from skerry.run.fleet import Member
from skerry.run.guard import Guard
from skerry.run.parts.part import Exit, Missing, listens
from skerry.run.parts.program import ProgramPart
from skerry.run.parts.wheels import binary
from skerry.run.process import free_port

_PATIENCE = 60.0  # seconds until it has to accept connections

_INSTALLS = {  # what people install by another name than they call it, and where the word is
    "node": "Node.js (https://nodejs.org/en/download)",
    "npm": "Node.js (https://nodejs.org/en/download)",
    "npx": "Node.js (https://nodejs.org/en/download)",
    "pnpm": "pnpm (https://pnpm.io/installation)",
    "yarn": "Yarn (https://yarnpkg.com/getting-started/install)",
    "bun": "Bun (https://bun.com/docs/installation)",
    "deno": "Deno (https://docs.deno.com/runtime)",
    "java": "a Java runtime (https://adoptium.net)",
    "mvn": "Maven (https://maven.apache.org/install.html)",
    "gradle": "Gradle (https://gradle.org/install)",
    "go": "Go (https://go.dev/doc/install)",
    "cargo": "Rust (https://rustup.rs)",
    "dotnet": ".NET (https://dotnet.microsoft.com/download)",
    "ruby": "Ruby (https://www.ruby-lang.org/en/documentation/installation)",
    "bundle": "Bundler: gem install bundler",
    "php": "PHP (https://www.php.net/manual/en/install.php)",
    "uv": "uv: pip install uv",
    "uvicorn": "Uvicorn: pip install uvicorn",
    "gunicorn": "Gunicorn: pip install gunicorn",
}


class CommandService(ProgramPart):
    """Started in the model's folder, with `PORT` and OpenTelemetry's variables; `{port}` in the command is replaced."""

    def __init__(
        self, member: Member, root: Path, log: Path, environment: Mapping[str, str], instance: str, guard: Guard
    ) -> None:
        super().__init__(instance, log, root / member.folder)
        self.service, self._guard = member.name, guard
        self._member, self._environment, self._port = member, environment, free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """The words as written."""
        words = shlex.split(self._member.command.replace("{port}", str(self._port)))
        if not words:
            raise Missing(f"{self._member.name} has no command: say `runs: {{ command: … }}` in the model")
        found = binary(words[0]) if "/" not in words[0] else words[0]
        if not found:
            raise Missing(f"it is started by `{words[0]}`, which is not installed{_how(words[0])}")
        own = {"PORT": str(self._port), "OTEL_SERVICE_NAME": self._member.name, "SKERRY_INSTANCE": self.name}
        return (found, *words[1:]), {**self._environment, **own}

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it accepts connections. Whatever it starts itself ends with it."""
        group = self.pid
        self._guard.add(group)
        alive.add_done_callback(lambda _: self._guard.remove(group))
        await listens("127.0.0.1", self._port, _PATIENCE, alive)


def _how(program: str) -> str:
    """How a program is installed, where it is known."""
    found = _INSTALLS.get(program)
    return f": install {found}" if found else ""
