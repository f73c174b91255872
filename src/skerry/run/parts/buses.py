"""Which bus a system runs on: the one that was asked for, else the one that its model names, as far as it is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skerry.run.parts import kafka, nats, rabbitmq
from skerry.run.parts.kafka import Kafka
from skerry.run.parts.nats import Nats
from skerry.run.parts.part import Missing
from skerry.run.parts.rabbitmq import RabbitMq
from skerry.run.place import Place

EMBEDDED = "sqlite"
Server = Nats | Kafka | RabbitMq


@dataclass(frozen=True, slots=True)
class _Known:
    """A bus with a server: its name for people, whether it is installed, how it is, and what is made of it."""

    name: str
    available: Callable[[], bool]
    install: str
    part: Callable[[Place], Server]


SERVERS = {
    "nats": _Known("NATS", nats.available, nats.INSTALL, lambda place: Nats(place.folder / "nats", place.log("nats"))),
    "rabbitmq": _Known(
        "RabbitMQ",
        rabbitmq.available,
        rabbitmq.INSTALL,
        lambda place: RabbitMq(place.folder / "rabbitmq", place.log("rabbitmq")),
    ),
    "kafka": _Known("Kafka", kafka.available, kafka.INSTALL, lambda place: Kafka(place.log("kafka"))),
}


def bus(asked: str, wanted: str, place: Place) -> tuple[Server | None, tuple[str, ...]]:
    """The server of the bus (None: the embedded one), and what a person is told about it.

    `asked` is the option (`auto` for none), `wanted` what the model says.

    Raises:
        Missing: what was asked for is not installed.
    """
    if asked == EMBEDDED:
        return None, ()
    if asked in SERVERS:
        known = SERVERS[asked]
        if not known.available():
            raise Missing(f"{known.name} is not installed: {known.install}, or choose --bus {EMBEDDED}")
        return known.part(place), _warned(asked)
    if wanted == "kafka" and SERVERS[wanted].available():  # nothing may be lost that nobody has asked to risk
        return None, (
            "the only Kafka here keeps events in memory, so they go by a file: --bus kafka takes it nevertheless",
        )
    if wanted in SERVERS and SERVERS[wanted].available():
        return SERVERS[wanted].part(place), ()
    if wanted in ("kafka", "rabbitmq"):  # NATS is also what a model wants that says nothing
        known = SERVERS[wanted]
        return None, (f"the model wants {known.name}, which is not installed ({known.install}): events go by a file",)
    return None, ()


def _warned(name: str) -> tuple[str, ...]:
    if name != "kafka":
        return ()
    return ("this Kafka keeps events in memory: those that nobody has handled yet are lost when it ends",)


def modules(asked: str) -> list[str]:
    """What services import for it; without a word of the model's, of which nothing is known yet, that is NATS."""
    name = "nats" if asked == "auto" else asked
    return [f"skerry_runtime.bus.{name}"] if name in SERVERS and SERVERS[name].available() else []
