"""What a service needs to answer over gRPC: its .proto files, and `grpc.json`, from which the runtime makes its messages."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator

from skerry.contracts.write.protobuf.documents import LOCK, written
from skerry.contracts.write.protobuf.meanings import meanings
from skerry.contracts.write.protobuf.packages import packages_of
from skerry.formats.protobuf.compile import descriptors
from skerry.model.system import Service, System

SCHEMA = "skerry.grpc/1"


def offered(service: Service) -> bool:
    """Whether the service answers over gRPC: its own contract says otherwise how, and bare procedures are not served."""
    return "grpc" in service.api.expose and not service.api.contract and service.api.style != "bare"


def grpc(system: System, service: Service, base: str, lock: str) -> Iterator[tuple[str, str]]:
    """The files: below `base`, and the lock of numbers beside the package. `lock` is its text until now."""
    if not offered(service):
        return
    packages = list(packages_of(system, service))
    made = written(packages, lock)
    for name, text in made.files.items():
        yield f"{base}/contract/{name}", text
    found = {"schema": SCHEMA, **meanings(packages), "descriptors": b64encode(descriptors(made.files)).decode()}
    yield f"{base}/grpc.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    yield LOCK, made.lock
