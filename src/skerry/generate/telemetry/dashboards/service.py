"""One service: what it is asked, whom it asks, what it promises, and how much of what it may use it uses."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.telemetry.burning import ratio
from skerry.generate.telemetry.dashboards.asked import WINDOW, failed, most, quantile, requests
from skerry.generate.telemetry.dashboards.panels import SERVICE, Panel, Row
from skerry.generate.telemetry.exposed import CALLED, SERVED
from skerry.generate.telemetry.queries import per, rate, select
from skerry.model.system import System

_ROUTE = ("http_request_method", "http_route")
_OF_ROUTE = "{{http_request_method}} {{http_route}}"


def rows(system: System) -> Iterator[Row]:
    """Rate, errors, duration; calls; saturation."""
    durations = [(quantile(system, share, SERVED, SERVICE), f"{share:.0%}") for share in (0.5, 0.95, 0.99)]
    bad = select(system, ratio("1h"), SERVICE)
    yield Row(
        "Asked",
        (
            Panel("Requests", [(requests(system, SERVICE, *_ROUTE), _OF_ROUTE)], "reqps"),
            Panel("Share that fails", [(failed(system, SERVICE, *_ROUTE), _OF_ROUTE)], "percentunit"),
            Panel("Durations", durations, "s", exemplars=True, about="Points are traces of single requests."),
            Panel("Answers", [(requests(system, SERVICE, "http_response_status_code"), "{{http_response_status_code}}")], "reqps"),
            Panel("95 % within, by route", [(quantile(system, 0.95, SERVED, SERVICE, *_ROUTE), _OF_ROUTE)], "s"),
            Panel("Share of an hour that breaks a promise", [(bad, "{{slo}}")], "percentunit"),
        ),
    )  # fmt: skip
    called = per(
        "sum", rate(select(system, f"{CALLED}_count", SERVICE), WINDOW), "server_address", "operation", "outcome"
    )
    slow = quantile(system, 0.95, CALLED, SERVICE, "server_address", "operation")
    yield Row(
        "Asks others",
        (
            Panel("Calls, each try by itself", [(called, "{{server_address}}.{{operation}} {{outcome}}")], "reqps"),
            Panel("95 % within", [(slow, "{{server_address}}.{{operation}}")], "s"),
            Panel(
                "Not called, or replicas left out",
                [
                    (most(system, "skerry_breaker_open", SERVICE, "server_address"), "{{server_address}}: breaker"),
                    (most(system, "skerry_replicas_left_out", SERVICE, "server_address"), "{{server_address}}: replicas"),
                ],
                limit=1,
            ),
        ),
    )  # fmt: skip
    used = per("sum", rate(select(system, "process_cpu_seconds_total", SERVICE), WINDOW), "instance")
    files = f"{select(system, 'process_open_fds', SERVICE)} / {select(system, 'process_max_fds', SERVICE)}"
    began = f"time() - {select(system, 'process_start_time_seconds', SERVICE)}"
    yield Row(
        "Uses",
        (
            Panel("Processor, in cores", [(used, "{{instance}}")], width=6),
            Panel("Memory", [(select(system, "process_resident_memory_bytes", SERVICE), "{{instance}}")], "bytes", width=6),
            Panel("Open files and connections, of those it may have", [(files, "{{instance}}")], "percentunit", width=6),
            Panel("Runs since", [(began, "{{instance}}")], "s", width=6),
        ),
    )  # fmt: skip
