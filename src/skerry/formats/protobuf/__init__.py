"""Protocol Buffers: .proto files and descriptor sets as descriptors with resolved features and places."""

from skerry.formats.protobuf.read import Read, read
from skerry.formats.protobuf.schema import Schema

__all__ = ["Read", "Schema", "read"]
