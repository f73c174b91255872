"""Where logs are kept, for how long, and how those come there whose services do not send them themselves."""

from skerry.generate.telemetry.logs.elastic import elastic
from skerry.generate.telemetry.logs.loki import loki

__all__ = ["elastic", "loki"]
