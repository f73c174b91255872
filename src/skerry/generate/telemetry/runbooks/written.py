"""A page for each alert: what it means, how to look, what to do, and which services it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from skerry.generate.telemetry.alerting import Alert
from skerry.generate.telemetry.runbooks.tables import Owned
from skerry.generate.telemetry.runbooks.words import PAGES, Page
from skerry.generate.workloads import Workload
from skerry.model.system import Service, System

_CALLS = {"page": "somebody, now", "ticket": "nobody; it is looked at in working hours"}


def pages(system: System, found: Sequence[tuple[Service, Workload, Sequence[Alert]]]) -> Iterator[tuple[str, str]]:
    """Each page that an alert names, by its file, and an index."""
    by_page: dict[str, list[Alert]] = {}
    for _, _, alerts in found:
        for each in alerts:
            by_page.setdefault(each.page, []).append(each)
    for name, alerts in by_page.items():
        services = {each.service for each in alerts}
        owned = [(service, workload) for service, workload, _ in found if service.name in services]
        yield f"{name}.md", "\n".join(_page(system, PAGES[name], alerts, owned)) + "\n"
    yield "README.md", "\n".join(_index(system, by_page)) + "\n"


def _page(system: System, page: Page, alerts: Sequence[Alert], owned: Sequence[Owned]) -> Iterator[str]:
    yield from (
        f"# {page.title}",
        "",
        page.means,
        "",
        "| alert | calls | when it has held for |",
        "| --- | --- | --- |",
    )
    for name, severity, hold in dict.fromkeys((each.name, each.severity, each.hold) for each in alerts):
        yield f"| `{name}` | {_CALLS[severity]} | {f'{hold} min' if hold else 'a moment'} |"
    yield from ("", "## How to look", "")
    yield from (f"{at}. {line}" for at, line in enumerate(page.look, 1))
    yield from ("", "## What to do", "")
    yield from (f"{at}. {line}" for at, line in enumerate(page.act, 1))
    yield from ("", "## Whom it is about", "", *page.table(system, owned))


def _index(system: System, by_page: Mapping[str, Sequence[Alert]]) -> Iterator[str]:
    yield from (f"# Runbooks of {system.name}", "", "| alert | page |", "| --- | --- |")
    for page, alerts in by_page.items():
        for name in dict.fromkeys(each.name for each in alerts):
            yield f"| `{name}` | [{PAGES[page].title}]({page}.md) |"
