"""Which engine an address means: `SKERRY_SAGAS` of a service."""

from __future__ import annotations

from collections.abc import Iterable

from skerry_runtime.saga.dbos import Dbos
from skerry_runtime.saga.definition import Saga
from skerry_runtime.saga.journal import Journal
from skerry_runtime.saga.port import Engine


def opened(url: str, sagas: Iterable[Saga], *, name: str = "", lease: float = 10.0) -> Engine:
    """The engine at this address.

    Args:
        url: `journal:///PATH` (one host; ended sagas go after 7 days, or `?keep=DAYS`), or `dbos+postgresql://…` (many hosts).
        sagas: every definition that this process can run.
        name: the worker's, unique among those that live; by default that of the host.
        lease: seconds after which others take over from a worker that does not answer.

    Raises:
        ValueError: the address means no engine.
        MissingExtra: what the engine needs is not installed.
        NewerStore: the store is of a newer version of this library.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "journal" and rest.startswith("/"):
        path, _, query = rest.partition("?")
        return Journal(path, sagas, name=name, lease=lease, keep=_kept(query))
    if scheme in ("dbos+postgresql", "dbos+postgresql+psycopg"):  # the driver that services name in `DATABASE_URL`
        return Dbos(url, sagas, name=name, lease=lease)
    raise ValueError(f"no engine of sagas has an address like {scheme}://…; use journal:///PATH or dbos+postgresql://…")


def _kept(query: str) -> float:
    """For how many seconds ended sagas are kept."""
    name, _, days = (query or "keep=7").partition("=")
    if name != "keep" or not days.isdecimal() or days == "0":
        raise ValueError(f"a journal has no option {query!r}; use ?keep=DAYS, a whole number from 1 on")
    return int(days) * 86_400.0
