"""Pieces of PromQL. Series are told apart by namespace and job (the service) whatever has scraped them."""

from __future__ import annotations

from skerry.generate.identity import namespace
from skerry.model.system import System

IDENTITY = "namespace, job"


def select(system: System, name: str, job: str = "", *more: str) -> str:
    """The series of a name that are the system's, or one service's; `more` are further matchers as they are written."""
    matchers = [f'namespace="{namespace(system)}"', *([f'job="{job}"'] if job else []), *more]
    return f"{name}{{{', '.join(matchers)}}}"


def identity(system: System, job: str) -> dict[str, str]:
    """The labels that tell a service's series from all others."""
    return {"namespace": namespace(system), "job": job}


def rate(series: str, window: str = "5m") -> str:
    """How fast a counter counts, per second."""
    return f"rate({series}[{window}])"


def per(aggregate: str, series: str, *labels: str) -> str:
    """Brought together over the replicas of a service; `labels` are kept apart."""
    return f"{aggregate} by ({', '.join((IDENTITY, *labels))}) ({series})"
