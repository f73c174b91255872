"""`grpc.json`: the messages of a service, and how they are said in JSON. What stands there is written by `skerry generate service`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool

SCHEMA = "skerry.grpc/1"


class DescriptionError(ValueError):
    """`grpc.json` can't be used; says which file, and what to do."""


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All by full names of protobuf.

    `methods`: the operation and the version of each procedure of each service. `names`: the model's name of each field that has one.
    `words`: of enum values. `told`: of alternatives, the property that tells them apart in JSON, and its value for each field.
    `rows`: messages around a list within a list. `descriptors`: a `FileDescriptorSet` with all imports.
    """

    schema: str
    methods: dict[str, dict[str, tuple[str, str]]]
    names: dict[str, dict[str, str]]
    words: dict[str, dict[str, str]]
    told: dict[str, tuple[str, dict[str, str]]]
    rows: frozenset[str]
    descriptors: bytes

    def pool(self) -> Any:
        """The descriptors, resolved; nothing of it is in the pool that all of the process shares."""
        found = DescriptorPool()
        for each in FileDescriptorSet.FromString(self.descriptors).file:
            found.Add(each)
        return found


def load(path: Path) -> Description:
    """Reads it.

    Raises:
        DescriptionError: it is not there, or is something else than this version of the runtime knows.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Description)
    except OSError as error:
        raise DescriptionError(f"{path}: {error.strerror}: generate the service again") from error
    except msgspec.DecodeError as error:
        raise DescriptionError(f"{path}: {error}: generate the service again") from error
    if found.schema != SCHEMA:
        raise DescriptionError(f"{path}: is {found.schema!r}, and this runtime reads {SCHEMA!r}: generate it again")
    return found
