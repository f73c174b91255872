"""Every common mistake, best practice and correct approach of the specification has a rule that speaks for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skerry.render.rules import page
from skerry.rules.catalogue import by_family, catalogue

MISTAKES = (
    "Distributed monolith", "Shared database", "Chatty services", "No API versioning", "Ignoring network failures", "No monitoring",
    "Premature microservices", "God service",
)  # fmt: skip
PRACTICES = (
    "Start with business capabilities, not technical components", "Use ubiquitous language within bounded contexts",
    "Keep services loosely coupled, highly cohesive", "Each service should own its data", "Design APIs that are backward compatible",
    "Use API versioning (URL, header, or content negotiation)", "Document APIs with OpenAPI/Swagger",
    "Implement proper error handling and status codes", "Database per service pattern", "Use sagas for distributed transactions",
    "Implement eventual consistency where appropriate", "Consider event sourcing for audit trails", "Use synchronous for real-time queries",
    "Use asynchronous for long-running operations", "Implement circuit breakers and retries", "Use message queues for reliability",
    "Implement service discovery", "Use API gateway for external access", "Deploy services independently",
    "Use container orchestration (Kubernetes)", "Implement service mesh for advanced patterns", "Distributed tracing (Jaeger, Zipkin)",
    "Centralized logging (ELK, Loki)", "Metrics and monitoring (Prometheus, Grafana)", "Health checks and readiness probes",
)  # fmt: skip
APPROACHES = (
    "Start with a well-defined bounded context", "Each service has single responsibility", "Use API gateway for external clients",
    "Implement comprehensive observability", "Design for failure (circuit breakers, retries, timeouts)", "Version APIs from the start",
)  # fmt: skip


@pytest.mark.parametrize("item", [*MISTAKES, *PRACTICES, *APPROACHES])
def test_an_item_of_the_specification_has_a_rule(item: str) -> None:
    assert [rule.id for rule in catalogue().values() if item in rule.about.spec]


def test_a_rule_names_only_items_of_the_specification() -> None:
    named = {item for rule in catalogue().values() for item in rule.about.spec}
    assert named <= {*MISTAKES, *PRACTICES, *APPROACHES}


@pytest.mark.parametrize("item", MISTAKES)
def test_a_mistake_is_seen_by_everybody(item: str) -> None:
    regular = [rule for rule in catalogue().values() if item in rule.about.spec and rule.about.persona == "regular"]
    assert any(rule.about.severity in ("error", "warning") for rule in regular)


def test_the_page_of_known_faults_names_rules_that_there_are() -> None:
    text = (Path(__file__).parents[2] / "docs/explanation/rule-sources.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ")][2:]
    named = {name for row in rows for name in re.findall(r"`([\w-]+)`", row.replace("`--traces`", ""))}
    assert named and named <= catalogue().keys()
    assert all("`" in row for row in rows)


def test_the_reference_says_which_rules_stand_for_an_item() -> None:
    text = page(by_family(), {})
    for item in (*MISTAKES, *PRACTICES, *APPROACHES):
        assert re.search(rf"(?m)^\| {re.escape(item)} \| \[`", text), item
