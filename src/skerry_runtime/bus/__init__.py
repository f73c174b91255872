"""Events between services: a port, and a file for each bus behind it."""

from skerry_runtime.bus.cloudevents import BrokenEvent, Event, decoded, happened
from skerry_runtime.bus.open import open_bus
from skerry_runtime.bus.port import (
    Bus,
    BusUnavailable,
    DeadLetter,
    Delivery,
    Handler,
    Lag,
    Poison,
    Subscription,
)

__all__ = [
    "BrokenEvent",
    "Bus",
    "BusUnavailable",
    "DeadLetter",
    "Delivery",
    "Event",
    "Handler",
    "Lag",
    "Poison",
    "Subscription",
    "decoded",
    "happened",
    "open_bus",
]
