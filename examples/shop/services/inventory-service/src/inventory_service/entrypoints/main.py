"""Puts inventory-service together and starts it."""

from __future__ import annotations

from pathlib import Path

from skerry_runtime import standard
from skerry_runtime.service import main

from inventory_service.adapters import tables
from inventory_service.behaviour import Behaviour
from inventory_service.domain import messages

service = standard(Path(__file__).parents[1], messages=messages, behaviour=Behaviour, tables=tables)


def run() -> None:
    """Serves until it is told to stop."""
    raise SystemExit(main(service))
