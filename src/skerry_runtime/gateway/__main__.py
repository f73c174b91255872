"""`python -m skerry_runtime.gateway gateway.json`: serves until it is told to stop, configured like a service.

With `SKERRY_TLS` (a folder with a certificate) it speaks TLS to callers; `SKERRY_IDENTITY` is its certificate for services.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from skerry_runtime.clients import Registry
from skerry_runtime.gateway.access import AccessLog
from skerry_runtime.gateway.proxy import Gateway
from skerry_runtime.gateway.serving import served
from skerry_runtime.gateway.table import Table, TableError, read
from skerry_runtime.identity import IdentityError, Outside
from skerry_runtime.trust.settings import TrustError, settings

if TYPE_CHECKING:
    from skerry_runtime.gateway.entrance import Entrance


async def serve(path: Path) -> None:
    """Serves this table of routes."""
    access = os.environ.get("SKERRY_ACCESS_LOG", "")
    table = read(path)
    log = AccessLog(Path(access) if access else None)
    gateway = Gateway(table, Registry.from_environment(), log, _entrance(table))
    await served("gateway", gateway.server(), Outside.from_environment(os.environ))
    await gateway.close()


def _entrance(table: Table) -> Entrance | None:
    guarded = any(each.roles is not None for each in table.routes)
    found = settings("the gateway", os.environ, guarded=guarded)
    if found is None:
        return None
    entrance: Entrance = import_module("skerry_runtime.gateway.entrance").Entrance(table, found)
    return entrance


def main() -> int:
    """The exit code: 2 where the table or a certificate can't be read, or nothing says whose tokens to believe."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        uvloop.run(serve(Path(sys.argv[1])))
    except (TableError, IdentityError, TrustError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
