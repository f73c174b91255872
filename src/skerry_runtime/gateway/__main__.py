"""`python -m skerry_runtime.gateway gateway.json`: serves until it is told to stop, configured like a service."""

import os
import sys
from pathlib import Path

import uvloop

from skerry_runtime.clients import Registry
from skerry_runtime.gateway.access import AccessLog
from skerry_runtime.gateway.proxy import Gateway
from skerry_runtime.gateway.serving import served
from skerry_runtime.gateway.table import TableError, read


async def serve(path: Path) -> None:
    """Serves this table of routes."""
    access = os.environ.get("SKERRY_ACCESS_LOG", "")
    gateway = Gateway(read(path), Registry.from_environment(), AccessLog(Path(access) if access else None))
    await served("gateway", gateway.server())
    await gateway.close()


def main() -> int:
    """The exit code: 2 where the table can't be read."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        uvloop.run(serve(Path(sys.argv[1])))
    except TableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
