"""What watches a system: rules and alerts with their proofs, dashboards, the collector, pipelines of logs, and a runbook for each alert."""

from skerry.generate.generator import Generator
from skerry.generate.telemetry.whole import telemetry

GENERATOR = Generator("telemetry", "alerts with tests, dashboards, collector, pipelines of logs, runbooks", telemetry)
