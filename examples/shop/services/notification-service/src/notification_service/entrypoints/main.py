"""Puts notification-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import Service, standard
from skerry_runtime.service import main

from notification_service.adapters import tables
from notification_service.adapters.clients import Clients
from notification_service.behaviour import Behaviour
from notification_service.domain import messages
from notification_service.service_layer.operations import Operations


def service(behaviour: type[Operations] = Behaviour) -> Service:
    """The service, with everything that it needs."""
    return standard(Path(__file__).parents[1], messages=messages, behaviour=behaviour, tables=tables, clients=Clients)


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service()))
