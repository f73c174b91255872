"""The face of a service: HTTP with everything that its contracts promise, and the process that it runs in."""

from skerry_runtime.service.runner import main, run
from skerry_runtime.service.service import Ended, Part, Service

__all__ = ["Ended", "Part", "Service", "main", "run"]
