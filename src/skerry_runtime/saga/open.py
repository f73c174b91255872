"""From an address to an engine: `journal:///ABS.db`, or `dbos+postgresql://…`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from skerry_runtime.saga.definition import Saga
from skerry_runtime.saga.journal import Journal
from skerry_runtime.saga.port import Engine


async def open_engine(url: str, sagas: Iterable[Saga], *, name: str) -> Engine:
    """The engine at this address, for the worker `name`.

    Raises:
        ValueError: no engine has such an address; the text names those that are known.
        SagaError: what it needs is not installed (the text says how it is).
    """
    parts = urlsplit(url)
    if parts.scheme == "journal" and parts.path.startswith("/") and not parts.netloc:
        return Journal(Path(unquote(parts.path)), sagas, name=name)
    if parts.scheme.startswith("dbos+"):
        from skerry_runtime.saga.dbos import Dbos  # an optional extra  # noqa: PLC0415

        return Dbos(url.removeprefix("dbos+"), sagas, name=name)
    raise ValueError(f"SKERRY_SAGAS is {url!r}; expected journal:///ABSOLUTE/PATH.db or dbos+postgresql://…")
