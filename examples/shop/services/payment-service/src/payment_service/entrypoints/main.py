"""Puts payment-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import Service, standard
from skerry_runtime.service import main

from payment_service.adapters import tables
from payment_service.behaviour import Behaviour
from payment_service.domain import messages
from payment_service.service_layer.operations import Operations


def service(behaviour: type[Operations] = Behaviour) -> Service:
    """The service, with everything that it needs."""
    return standard(Path(__file__).parents[1], messages=messages, behaviour=behaviour, tables=tables)


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service()))
