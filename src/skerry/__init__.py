"""Skerry: from a code base nobody prepared to an architecture one can defend."""

__version__ = "0.1.0"
