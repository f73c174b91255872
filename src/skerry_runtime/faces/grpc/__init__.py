"""gRPC: the operations of a service as procedures, one gRPC service for each version of its API, as its .proto files say.

Nothing of gRPC is imported before a service starts that offers it.
"""

from skerry_runtime.faces.grpc.face import Grpc

__all__ = ["Grpc"]
