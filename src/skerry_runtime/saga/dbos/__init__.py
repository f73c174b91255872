"""Sagas on DBOS and Postgres, for services on many hosts; its library comes with the extra `postgres`."""

from skerry_runtime.saga.dbos.engine import Dbos

__all__ = ["Dbos"]
