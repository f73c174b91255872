"""`python -m skerry_runtime.faces.graphql.composed supergraph.json`: serves until it is told to stop, configured like a service."""

import os
import sys
from pathlib import Path

import uvloop

from skerry_runtime.clients import Clients
from skerry_runtime.faces.graphql.composed.endpoint import Endpoint
from skerry_runtime.faces.graphql.composed.served import server
from skerry_runtime.faces.graphql.composed.table import TableError, read
from skerry_runtime.faces.graphql.composed.transport import Http
from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.gateway.serving import served


async def serve(path: Path) -> None:
    """Serves this supergraph."""
    transport = Http(Clients())
    await served("graphql", server(Endpoint(read(path), Limits.of(os.environ), transport)))
    await transport.close()


def main() -> int:
    """The exit code: 2 where the table or the limits can't be read."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        uvloop.run(serve(Path(sys.argv[1])))
    except (TableError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
