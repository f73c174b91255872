"""Sagas: one declarative definition, and engines behind one port that run it to its end whatever dies in between.

    ORDER = Saga("order", 1, (Step("reserve", reserve, release), Step("pay", pay, refund), Step("ship", ship)), deadline=60.0,
                 correlation=lambda start: start["output"]["id"])
    engine = opened("journal:///var/lib/order-service/sagas.db", [ORDER])     # skerry_runtime.saga.engines
    work = asyncio.create_task(engine.run())
    await engine.begin("order", str(order.id), {"input": …, "output": …})     # durable when it returns

Effects are made single by the services: `Turn.key` is the idempotency key of a call, and a service refuses a key (`Undone`) whose
undo it has seen. No engine can do that for them, as none can stop a call that is under way.
"""

from skerry_runtime.saga.definition import Await, Do, Json, Saga, Step, Turn
from skerry_runtime.saga.port import (
    Checked,
    Engine,
    EngineFailed,
    Entry,
    Filter,
    How,
    MissingExtra,
    NewerStore,
    NotHere,
    NotNow,
    NotParked,
    Record,
    SagaError,
    Stats,
    Status,
    UnknownSaga,
)

__all__ = [
    "Await",
    "Checked",
    "Do",
    "Engine",
    "EngineFailed",
    "Entry",
    "Filter",
    "How",
    "Json",
    "MissingExtra",
    "NewerStore",
    "NotHere",
    "NotNow",
    "NotParked",
    "Record",
    "Saga",
    "SagaError",
    "Stats",
    "Status",
    "Step",
    "Turn",
    "UnknownSaga",
]
