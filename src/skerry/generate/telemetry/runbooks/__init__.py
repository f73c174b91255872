"""A page for each alert, in Markdown."""

from skerry.generate.telemetry.runbooks.written import pages

__all__ = ["pages"]
