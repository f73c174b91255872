"""From the model to .proto files, with numbers that stay."""

from __future__ import annotations

from skerry.contracts.write.protobuf.documents import EDITIONS, LOCK, Written, write
from skerry.contracts.write.writer import Asked, Documents, Writer
from skerry.model.system import System

__all__ = ["EDITIONS", "LOCK", "WRITER", "Written", "write"]


def _documents(system: System, asked: Asked) -> Documents:
    made = write(system, asked.before(LOCK), asked.edition)
    if not made.files:
        return Documents({}, problems=made.problems)
    return Documents({**made.files, LOCK: made.lock}, (LOCK,), made.problems)


WRITER = Writer("protobuf", "gRPC: .proto files for each service that offers it, and their numbers", _documents)
