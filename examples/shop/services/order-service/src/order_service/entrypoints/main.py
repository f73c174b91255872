"""Puts order-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import Service, standard
from skerry_runtime.faces.graphql import GraphQL
from skerry_runtime.faces.grpc import Grpc
from skerry_runtime.service import main

from order_service.adapters import tables
from order_service.adapters.clients import Clients
from order_service.behaviour import Behaviour
from order_service.domain import messages
from order_service.service_layer.operations import Operations
from order_service.service_layer.sagas import OrderCreation
from order_service.service_layer.views import VIEWS


def service(behaviour: type[Operations] = Behaviour) -> Service:
    """The service, with everything that it needs."""
    return standard(
        Path(__file__).parents[1],
        messages=messages,
        behaviour=behaviour,
        tables=tables,
        views=VIEWS,
        clients=Clients,
        sagas=(OrderCreation,),
        faces=(GraphQL(), Grpc(Path(__file__).parents[1])),
    )


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service()))
