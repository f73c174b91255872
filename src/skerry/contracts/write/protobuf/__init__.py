"""From the model to .proto files, with numbers that stay."""

from __future__ import annotations

from skerry.contracts.write.protobuf.documents import EDITIONS, LOCK, Written, declared, write
from skerry.contracts.write.protobuf.kept import kept
from skerry.contracts.write.writer import Asked, Documents, Writer
from skerry.model.system import System

__all__ = ["EDITIONS", "LOCK", "WRITER", "Written", "declared", "write"]


def _documents(system: System, asked: Asked) -> Documents:
    made = write(system, asked.before(LOCK), asked.edition)
    own = kept(system, asked.root)
    if not made.files:
        return Documents(own, problems=made.problems)
    return Documents({**own, **made.files, LOCK: made.lock}, (LOCK,), made.problems)


WRITER = Writer("protobuf", "gRPC: .proto files for each service that offers it, and their numbers", _documents)
