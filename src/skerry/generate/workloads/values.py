"""A workload: one program with its ports, settings, secrets and size, free of how a platform writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skerry.model.system import Autoscale, Service
from skerry.model.terms.quantities import Range

IDENTITY = "/identity"  # where it finds its certificate
SECRETS = "/var/run/secrets/skerry"  # where a workload finds its secrets, a folder for each


@dataclass(frozen=True, slots=True)
class Port:
    """Where it listens; `protocol` is `http`, `https`, `grpc` or `tcp`."""

    name: str
    number: int
    protocol: str


HEALTH = Port("health", 8081, "http")  # where one is probed that asks for certificates everywhere else


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential that is kept outside of the system's text: a key of a secret, which the workload finds as a file.

    `variable` is the one that names the file ('' where nobody asks), `about` what has to be in it.
    """

    name: str
    key: str
    variable: str
    about: str

    @property
    def path(self) -> str:
        """Where the workload finds it."""
        return f"{SECRETS}/{self.name}/{self.key}"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in which it writes. What is `kept` outlives the process, and each replica has its own."""

    name: str
    path: str
    size: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How much it may take, and how many of it run: `replicas`, or between those of `scale` by load."""

    memory: Range
    cpu: Range
    replicas: int
    scale: Autoscale | None = None

    @property
    def least(self) -> int:
        """The fewest that run at any time."""
        return max(self.scale.least, 1) if self.scale else self.replicas


@dataclass(frozen=True, slots=True)
class Workload:
    """What runs under one name. `app` is what callers call it, and differs from `name` only for the deployment of a canary.

    `probe` is the port that is asked whether it lives; `asks` the paths of started, lives and ready (() where only the port can be tried).
    `patience` is how many seconds it may take to finish what it does. `identity` is the SPIFFE ID on its certificate ('' for none).
    """

    name: str
    app: str
    image: str
    size: Size
    ports: tuple[Port, ...]
    probe: Port
    asks: tuple[str, ...] = ()
    version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    folders: tuple[Folder, ...] = ()
    patience: int = 30
    identity: str = ""
    team: str = ""
    context: str = ""
    about: str = ""
    service: Service | None = None

    @property
    def kept(self) -> tuple[Folder, ...]:
        """The folders whose content outlives the process."""
        return tuple(each for each in self.folders if each.kept)

    def port(self, name: str) -> Port | None:
        """The port of that name."""
        return next((each for each in self.ports if each.name == name), None)
