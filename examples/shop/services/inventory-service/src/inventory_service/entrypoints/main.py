"""Puts inventory-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import Service, standard
from skerry_runtime.faces.grpc import Grpc
from skerry_runtime.service import main

from inventory_service.adapters import tables
from inventory_service.behaviour import Behaviour
from inventory_service.domain import messages
from inventory_service.service_layer.operations import Operations


def service(behaviour: type[Operations] = Behaviour) -> Service:
    """The service, with everything that it needs."""
    return standard(
        Path(__file__).parents[1],
        messages=messages,
        behaviour=behaviour,
        tables=tables,
        faces=(Grpc(Path(__file__).parents[1]),),
    )


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service()))
