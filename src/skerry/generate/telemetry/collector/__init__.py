"""The OpenTelemetry collector: what it takes, what it hides and drops, where it sends the rest, and how it runs."""

from skerry.generate.telemetry.collector.configuration import configuration
from skerry.generate.telemetry.collector.running import CONFIG, NAME, running

__all__ = ["CONFIG", "NAME", "configuration", "running"]
