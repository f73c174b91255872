"""What services know others by: files that a program makes, once, on the machine where they are used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from skerry.generate.workloads import Secret, Workload
from skerry.generate.workloads.platform import BUSES

_SCHEMES = {"nats": "nats", "kafka": "kafka", "rabbitmq": "amqp"}
_GUEST = {"rabbitmq": "guest:guest@"}
_POSTGRES = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Credential:
    """A file of `secrets/`. `text` is what is in it, with {password} for what is made by chance; '' where only a person knows."""

    name: str
    text: str
    password: str = ""
    about: str = ""

    def row(self) -> dict[str, str]:
        """As the program reads it: without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Database:
    """A database, and the role that owns it and may connect to nothing else; `password` is the secret that has its password."""

    name: str
    role: str
    password: str


def credentials(found: Sequence[Workload]) -> Iterator[Credential]:
    """All of them; the passwords of databases come first, as URLs repeat them."""
    stores = {each.password: each for each in databases(found)}
    if stores:
        yield Credential("postgres-password", "{password}", "postgres-password")
    for name in stores:
        yield Credential(name, "{password}", name)
    for workload in found:
        for secret in workload.secrets:
            yield _credential(workload, secret, stores.get(f"{secret.name}-password"))


def databases(found: Sequence[Workload]) -> Iterator[Database]:
    """Those on Postgres: one for each store, one for the sagas of a service."""
    for workload in found:
        service = workload.service
        if service is None:
            continue
        engines = {f"{service.name}-{each.name}": each for each in service.stores.values() if each.engine == "postgres"}
        for secret in workload.secrets:
            if secret.name in engines:
                name = engines[secret.name].database or service.name
            elif secret.variable == "SKERRY_SAGAS_FILE":
                name = f"{service.name}-sagas"
            else:
                continue
            yield Database(name, secret.name, f"{secret.name}-password")


def _credential(workload: Workload, secret: Secret, store: Database | None) -> Credential:
    if store:
        before = "dbos+postgresql" if secret.variable == "SKERRY_SAGAS_FILE" else _POSTGRES
        url = f"{before}://{store.role}:{{password}}@postgres:5432/{store.name}"
        return Credential(secret.name, url, store.password)
    if secret.variable == "SKERRY_BUS_FILE":
        bus = secret.name.removeprefix(f"{workload.app}-")
        return Credential(secret.name, f"{_SCHEMES.get(bus, bus)}://{_GUEST.get(bus, '')}{bus}:{BUSES.get(bus, 0)}")
    return Credential(secret.name, "", about=secret.about)
