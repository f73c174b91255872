"""DBOS in this process: imported where it is used, launched on the event loop of the service, and ended with everything it runs."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from skerry_runtime.saga.port import MissingExtra

_BESIDE = 4  # connections that DBOS needs beside those of its pool of threads: for the queue, jobs, notifications, and what it recovers


def imported() -> Any:
    """The library.

    Raises:
        MissingExtra: it isn't there.
    """
    try:
        import dbos  # noqa: PLC0415 - an optional extra
        import psycopg  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingExtra(
            f"sagas on Postgres need the library {error.name}; install it with: pip install 'skerry[postgres]'"
        ) from None
    return dbos


async def launch(library: Any, url: str, name: str, version: str, threads: int) -> None:
    """Start it on this event loop: what runs here may use its connections. Workflows have been registered.

    Its tables are made on a thread before: it builds indexes CONCURRENTLY, which waits for all open transactions, and those of this
    service end on this loop. Its threads are few: each step takes several, and all share the interpreter with the loop.
    """
    library.DBOS(
        config={
            "name": "skerry",
            "system_database_url": url,
            "sys_db_pool_size": threads + _BESIDE,
            "max_executor_threads": threads,
            "db_engine_kwargs": {"pool_pre_ping": False},  # what meets a lost connection is done again anyhow
            "notification_coalesce_sec": 1.0,  # nobody waits for any
            "run_migrations": False,
            "application_version": version,
            "executor_id": name,
            "serializer": library.DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
        }
    )
    await asyncio.to_thread(library.DBOS.migrate, url)
    library.DBOS.launch()


async def recover(library: Any, workers: Sequence[str]) -> None:
    """Have their workflows run by somebody else. A private call: DBOS sells its own replacement of workers (Conductor)."""
    await asyncio.to_thread(library.DBOS._recover_pending_workflows, [*workers])


async def end(library: Any) -> None:
    """DBOS leaves workflows running on our loop when it ends; a cancelled one is recorded as nothing, and recovered later.

    It has made its threads those of the loop, too, so what needs a thread afterwards gets new ones.
    """
    tasks = list(library._dbos._get_dbos_instance()._workflow_tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    await loop.run_in_executor(thread, functools.partial(library.DBOS.destroy, destroy_registry=True))
    loop.set_default_executor(thread)
