"""`gateway.json`: what is let through to whom. The tool writes it, the gateway reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

SCHEMA = "skerry.gateway/1"


class Route(msgspec.Struct, frozen=True):
    """A method and a path of a service in a version. `short`: no other service has the same, so the service's name may be left out.

    `by` says how versions are told apart: by the address itself (url), by the header API-Version (header), or by `media` in Accept.
    `roles` are those that may use it (none: nobody may), None where nobody is asked for a token.
    """

    service: str
    method: str
    path: str
    version: str = ""
    by: str = "url"
    operation: str = ""
    timeout: float = 5.0
    short: bool = True
    media: str = ""
    roles: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """What it is called in traces."""
        return f"{self.method} {self.path}"


class Rate(msgspec.Struct, frozen=True):
    """How many requests in how many seconds."""

    limit: int
    window: int = 60


class When(msgspec.Struct, frozen=True):
    """Requests whose header or cookie (`part`) `name` has this value."""

    part: str
    name: str
    value: str


class Canary(msgspec.Struct, frozen=True):
    """Of the requests that match `when` (all without it), how many percent go to which deployment."""

    shares: Mapping[str, float]
    when: When | None = None


class Policy(msgspec.Struct, frozen=True):
    """What holds for a service. `whole`: whatever is asked of it is let through, since its routes are not known one by one."""

    newest: str = ""
    whole: bool = False
    rate: Rate | None = None
    canary: Canary | None = None


class Cors(msgspec.Struct, frozen=True):
    """Which pages of other origins may call (`*` all), with which methods and headers, and see which; `max_age` in seconds."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    expose: tuple[str, ...] = ()
    max_age: int = 600


class Table(msgspec.Struct, frozen=True):
    """All of it. `problems` is what the types of the gateway's own problems begin with."""

    schema: str
    system: str
    routes: tuple[Route, ...] = ()
    services: Mapping[str, Policy] = {}
    cors: Cors = Cors()
    problems: str = "about:blank"


class TableError(ValueError):
    """The file can't be used; the message says why."""


def read(path: Path) -> Table:
    """The table in a file.

    Raises:
        TableError: it is not there, or is something else.
    """
    try:
        table = msgspec.json.decode(path.read_bytes(), type=Table)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise TableError(f"{path}: {error}") from error
    if table.schema != SCHEMA:
        raise TableError(f"{path} is {table.schema!r}, and this gateway reads {SCHEMA!r}: generate it again")
    return table
