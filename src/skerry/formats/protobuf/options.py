"""Options that extensions define, such as `google.api.http`: what they mean is known to whoever made them."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
)
from google.protobuf.unknown_fields import UnknownFieldSet

from skerry.formats.protobuf.values import Where

_MESSAGES, _SERVICES, _METHODS = 4, 6, 2


def extended(file: FileDescriptorProto) -> Iterator[tuple[Where, str]]:
    """Each procedure and each message at the top that has such options, of its own or of its fields."""
    for at, service in enumerate(file.service):
        for index, method in enumerate(service.method):
            if _has(method):
                yield (_SERVICES, at, _METHODS, index), "a procedure"
    for at, message in enumerate(file.message_type):
        if _has(message) or any(map(_has, message.field)):
            yield (_MESSAGES, at), "a message or its fields"


def _has(of: DescriptorProto | FieldDescriptorProto | MethodDescriptorProto) -> bool:
    return len(UnknownFieldSet(of.options)) > 0
