"""A plain gateway in Python, for where no Envoy is: routes, versions, limits, CORS, timeouts and weights, from `gateway.json`."""

from skerry_runtime.gateway.proxy import Gateway
from skerry_runtime.gateway.table import Table, TableError

__all__ = ["Gateway", "Table", "TableError"]
