"""Whose data is whose: which node keeps, reads and writes what, down to server, database, schema and table."""

from skerry.read.fleet.data.held import holdings

__all__ = ["holdings"]
