"""Dashboards for Grafana, of what services show and rules record, and of nothing else."""

from skerry.generate.telemetry.dashboards.whole import dashboards

__all__ = ["dashboards"]
