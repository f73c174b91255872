"""From the model to .proto files, with numbers that stay."""

from skerry.contracts.write.protobuf.documents import EDITIONS, LOCK, Written, write

__all__ = ["EDITIONS", "LOCK", "Written", "write"]
