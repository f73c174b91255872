"""Puts customer-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import Service, standard
from skerry_runtime.faces.graphql import GraphQL
from skerry_runtime.service import main

from customer_service.adapters import tables
from customer_service.behaviour import Behaviour
from customer_service.domain import messages
from customer_service.service_layer.operations import Operations


def service(behaviour: type[Operations] = Behaviour) -> Service:
    """The service, with everything that it needs."""
    return standard(
        Path(__file__).parents[1],
        messages=messages,
        behaviour=behaviour,
        tables=tables,
        faces=(GraphQL(),),
    )


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service()))
