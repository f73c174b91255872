"""Sagas: one declarative definition, and engines behind one port that run it to its end whatever dies in between."""

from skerry_runtime.saga.definition import Await, Do, Json, Saga, Step, Turn
from skerry_runtime.saga.port import (
    Engine,
    EngineFailed,
    Entry,
    Filter,
    How,
    MissingExtra,
    NewerStore,
    NotParked,
    Record,
    SagaError,
    Status,
    UnknownSaga,
)

__all__ = [
    "Await",
    "Do",
    "Engine",
    "EngineFailed",
    "Entry",
    "Filter",
    "How",
    "Json",
    "MissingExtra",
    "NewerStore",
    "NotParked",
    "Record",
    "Saga",
    "SagaError",
    "Status",
    "Step",
    "Turn",
    "UnknownSaga",
]
