"""The journal: the embedded engine of sagas for one host, a SQLite file that many sagas are written to with one commit."""

from skerry_runtime.saga.journal.engine import Journal

__all__ = ["Journal"]
