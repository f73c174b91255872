"""Calls procedures of a service under test with values as REST has them, so that a test can hold one face to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import grpc
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2

from skerry_runtime.faces.grpc.description import load
from skerry_runtime.faces.grpc.face import Grpc
from skerry_runtime.faces.grpc.reading import Reader
from skerry_runtime.faces.grpc.statuses import DETAILS
from skerry_runtime.faces.grpc.writing import Writer
from skerry_runtime.service.service import Service

_PROTOBUFS = {"limit": "page_size", "cursor": "page_token"}


@dataclass(frozen=True, slots=True)
class Said:
    """What came back: the name of the code; the value, as JSON has it; `kind` and `fields` of what was wrong; metadata."""

    code: str
    value: Any = None
    detail: str = ""
    kind: str = ""
    fields: tuple[str, ...] = ()
    retry: int = 0
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Spoken:
    """A client of the gRPC face of a service that runs; or of what listens at a `port`, with the description in `folder`.

    It shows `token`, except where a call has metadata `authorization` of its own.
    """

    def __init__(self, service: Service | None = None, *, port: int = 0, folder: Any = None, token: str = "") -> None:
        face = next((each for each in service.parts if isinstance(each, Grpc)), None) if service else None
        self.port, place = (face.port, face.folder) if face else (port, folder)
        self._description = load(place / "grpc.json")
        self.pool = self._description.pool()
        self._reader, self._writer = Reader(self._description), Writer(self._description)
        self._procedures = {
            asked: f"{service}/{name}"
            for service, methods in self._description.methods.items()
            for name, asked in methods.items()
        }
        channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        self.channel = grpc.intercept_channel(channel, _Shown(token)) if token else channel

    @property
    def services(self) -> tuple[str, ...]:
        """The names of its services, one for each version."""
        return tuple(self._description.methods)

    def procedure(self, version: str, operation: str) -> str:
        """The name of the procedure of an operation."""
        return self._procedures[operation, version]

    def call(
        self,
        version: str,
        operation: str,
        values: Mapping[str, Any] | None = None,
        key: str = "",
        timeout: float = 30.0,
        **metadata: str,
    ) -> Said:
        """Calls the procedure of an operation; underscores in names of metadata stand for hyphens."""
        name = self.procedure(version, operation)
        return self.raw(name, self.request(version, operation, values or {}), key, timeout, **metadata)

    def request(self, version: str, operation: str, values: Mapping[str, Any]) -> bytes:
        """The request message that says these values."""
        method = self._method(self.procedure(version, operation))
        message: Any = GetMessageClass(method.input_type)()
        self._writer.fill(message, values)
        for name, own in _PROTOBUFS.items():
            if name in values:
                setattr(message, own, values[name])
        found: bytes = message.SerializeToString()
        return found

    def raw(self, name: str, data: bytes, key: str = "", timeout: float = 30.0, **metadata: str) -> Said:
        """Calls a procedure by its name with whatever bytes."""
        told = [(each.replace("_", "-"), value) for each, value in metadata.items()]
        told += [("idempotency-key", key)] if key else []
        try:
            answer, call = self.channel.unary_unary(f"/{name}").with_call(data, timeout=timeout, metadata=told)
        except grpc.RpcError as error:
            return _failed(error)
        return Said("OK", self._value(name, answer), metadata=dict(call.trailing_metadata()))

    def close(self) -> None:
        """Closes the connection."""
        self.channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _method(self, name: str) -> Any:
        service, _, method = name.partition("/")
        return self.pool.FindServiceByName(service).methods_by_name[method]

    def _value(self, name: str, data: bytes) -> Any:
        message: Any = GetMessageClass(self._method(name).output_type).FromString(data)
        found = self._reader.fields(message)
        if "next_page_token" in message.DESCRIPTOR.fields_by_name:
            ((_, items),) = found.items()
            return {"items": items, **({"next": message.next_page_token} if message.next_page_token else {})}
        return next(iter(found.values()), None)


class _Shown(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]
    """Adds the token to the metadata of calls."""

    def __init__(self, token: str) -> None:
        self._said = ("authorization", f"Bearer {token}")

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        """The call, with the token."""
        told = tuple(client_call_details.metadata or ())
        if not any(name == "authorization" for name, _ in told):
            told = (*told, self._said)
        return continuation(_Details(client_call_details, told), request)


class _Details(grpc.ClientCallDetails):  # type: ignore[misc]
    def __init__(self, of: Any, metadata: tuple[tuple[str, str], ...]) -> None:
        self.method, self.timeout, self.metadata, self.credentials = of.method, of.timeout, metadata, of.credentials
        self.wait_for_ready, self.compression = of.wait_for_ready, of.compression


def _failed(error: Any) -> Said:
    metadata = dict(error.trailing_metadata() or ())
    status = status_pb2.Status.FromString(metadata.get(DETAILS, b""))
    info, bad, later = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for each in status.details:
        for kind in (info, bad, later):
            each.Unpack(kind)
    fields = tuple(_names(bad.field_violations))
    retry = later.retry_delay.seconds
    return Said(error.code().name, None, error.details(), info.metadata.get("kind", ""), fields, retry, metadata)


def _names(violations: Iterable[Any]) -> Iterable[str]:
    return (each.field for each in violations)
