"""`fleet.json` as a value: what has to run, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

SCHEMA = "skerry.fleet/1"


class Heard(msgspec.Struct, frozen=True):
    """An event that a service in another language hears: the operation that is called with it, and the field that finds the thing."""

    event: str
    operation: str = ""
    by: str = ""


class Slo(msgspec.Struct, frozen=True):
    """What is promised to callers: the share of requests that do not fail, and how long (seconds) 95 of 100 take at most; 0: nothing."""

    availability: float = 0.0
    p95: float = 0.0


class Member(msgspec.Struct, frozen=True):
    """A service. With a `package` it is one of ours, in Python; with a `command` it is somebody's, in any language.

    `sensitive`: it has tagged data, so it needs keys and an audit log. With `mtls` it is spoken to with certificates on both sides.
    """

    name: str
    folder: str = "."
    package: str = ""
    command: str = ""
    port: int = 0
    contract: str = ""
    store: str = ""
    replicas: int = 1
    mtls: bool = False
    needs: tuple[str, ...] = ()
    sagas: tuple[str, ...] = ()
    hears: tuple[Heard, ...] = ()
    sensitive: bool = False
    slo: Slo = Slo()


class Fleet(msgspec.Struct, frozen=True):
    """The whole system. `trust`: its model says who may do what. `domain` is that of its certificates, '' where it has none."""

    schema: str
    system: str
    bus: str = "nats"
    services: tuple[Member, ...] = ()
    gateway: str = ""
    envoy: str = ""
    trust: bool = False
    graphql: str = ""
    domain: str = ""

    def member(self, name: str) -> Member | None:
        """The service of that name."""
        return next((each for each in self.services if each.name == name), None)


class FleetError(ValueError):
    """`fleet.json` can't be used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Located:
    """A fleet and the folder that its paths are relative to."""

    fleet: Fleet
    root: Path


def read(root: Path) -> Located:
    """The fleet that `generate` wrote into this folder.

    Raises:
        FleetError: there is none, or it is of another version.
    """
    path = root / "fleet.json"
    try:
        fleet = msgspec.json.decode(path.read_bytes(), type=Fleet)
    except FileNotFoundError as error:
        raise FleetError(f"{path} is not there: generate it first with `skerry generate all {root} --write`") from error
    except OSError as error:
        raise FleetError(f"{path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise FleetError(f"{path}: {error}; generate it again") from error
    if fleet.schema != SCHEMA:
        raise FleetError(f"{path} is {fleet.schema!r}, and this version runs {SCHEMA!r}: generate it again")
    return Located(fleet, root)
