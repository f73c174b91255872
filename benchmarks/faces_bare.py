"""A server of gRPC that does nothing: what `grpc.aio` itself costs, which no face over it gets below. It prints its port.

`python -m benchmarks.faces_bare`, with the event loop that services have; metadata are read and written, as those of a service are.
"""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
import grpc.aio
import uvloop

_BESIDE = (("x-request-id", "0" * 32), ("etag", '"v1-1"'))


class _Nothing(grpc.GenericRpcHandler):  # type: ignore[misc]
    def service(self, handler_call_details: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(_answered)


async def _answered(data: bytes, context: Any) -> bytes:
    context.invocation_metadata()
    context.set_trailing_metadata(_BESIDE)
    return data


async def _serve() -> None:
    server = grpc.aio.server(options=(("grpc.so_reuseport", 0),))
    server.add_generic_rpc_handlers((_Nothing(),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    await server.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
