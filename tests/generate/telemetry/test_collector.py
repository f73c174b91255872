"""The collector's configuration holds together, hides what the model tags, and says where each signal goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.generate.telemetry.conftest import ROOT, written

from skerry.generate.generator import Asked
from skerry.generate.telemetry import GENERATOR
from skerry.generate.workloads import passages, platform
from skerry.model import load
from skerry.model.system import System

WATCHED = ["[otel, prometheus, grafana, loki, jaeger]", "[otel, elasticsearch, zipkin]", "[tempo]", "[otel]"]


def observed(by: str, folder: Path) -> System:
    """The shop, as somebody else has it observed."""
    text = (ROOT / "examples/shop/shop.arch.yaml").read_text()
    assert f"observe: {WATCHED[0]}" in text
    folder.mkdir(exist_ok=True)
    for name in ("search.openapi.yaml", "stripe.openapi.json"):
        (folder / name).write_bytes((ROOT / "examples/shop" / name).read_bytes())
    (folder / "shop.arch.yaml").write_text(text.replace(WATCHED[0], by))
    loaded = load(folder)
    assert loaded.sound, loaded.problems
    return loaded.system


def configuration(tree: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((tree / "collector/config.yaml").read_text())
    return content


@pytest.mark.parametrize("by", WATCHED)
def test_pipelines_name_what_there_is_and_all_of_it(by: str, tmp_path: Path) -> None:
    found = configuration(written(observed(by, tmp_path / "shop"), tmp_path))
    for kind in ("receivers", "processors", "exporters"):
        used = {name for pipe in found["service"]["pipelines"].values() for name in pipe[kind]}
        assert used <= found[kind].keys()
        assert set(found[kind]) - used <= {"nop"}
    assert set(found["service"]["pipelines"]) == {"traces", "metrics", "logs"}
    assert all(pipe["processors"][0] == "memory_limiter" for pipe in found["service"]["pipelines"].values())


@pytest.mark.parametrize(
    ("by", "traces", "logs"),
    [
        (WATCHED[0], ["otlp/jaeger"], ["otlphttp/loki"]),
        (WATCHED[1], ["zipkin"], ["elasticsearch"]),
        ("[tempo]", ["otlp/tempo"], ["nop"]),
    ],
)
def test_signals_go_where_the_model_says(by: str, traces: list[str], logs: list[str], tmp_path: Path) -> None:
    pipelines = configuration(written(observed(by, tmp_path / "shop"), tmp_path))["service"]["pipelines"]
    assert (pipelines["traces"]["exporters"], pipelines["logs"]["exporters"]) == (traces, logs)


def test_nothing_is_written_where_nothing_observes(tmp_path: Path) -> None:
    assert GENERATOR.generate(observed("[]", tmp_path / "shop"), Asked()).trees == ()


@pytest.mark.parametrize(
    ("key", "hidden"),
    [
        ("email", True),
        ("Customer.email", True),
        ("customer_email", True),
        ("customerId", True),
        ("payment.customer_id", True),
        ("number", True),
        ("service.name", False),
        ("order_number", False),
        ("http.route", False),
    ],
)
def test_tagged_fields_are_hidden_by_their_names(key: str, hidden: bool, tree: Path) -> None:
    patterns = configuration(tree)["processors"]["redaction"]["blocked_key_patterns"]
    assert any(re.search(each.replace("$$", "$"), key) for each in patterns) is hidden


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("card 4111111111111111", True),
        ("5555555555554444", True),
        ("ada@example.com asked", True),
        ("4bf92f3577b34da6a3ce929d0e0e4736", False),
        ("001f55c0-ed76-53fd-bcee-c644af643cb7", False),
    ],
)
def test_cards_and_addresses_are_hidden_wherever_they_stand(value: str, hidden: bool, tree: Path) -> None:
    patterns = configuration(tree)["processors"]["redaction"]["blocked_values"]
    assert any(re.search(each, value) for each in patterns) is hidden


def test_services_are_let_in_where_they_send(shop: System, tree: Path) -> None:
    """As who reaches whom has it: the port, the namespace, the name."""
    found = {each["kind"]: each for each in yaml.safe_load_all((tree / "kubernetes/collector.yaml").read_text())}
    part = platform.collector(shop)
    assert part and {(part.name, str(part.port))} == {
        (each.target, each.port) for each in passages(shop) if each.part == part
    }
    service, policy = found["Service"], found["NetworkPolicy"]
    assert (service["metadata"]["name"], service["metadata"]["namespace"]) == (part.name, part.namespace)
    ports = {each["port"]: each["targetPort"] for each in service["spec"]["ports"]}
    monitors = list(yaml.safe_load_all((tree / "kubernetes/monitors.yaml").read_text()))
    assert monitors[1]["spec"]["endpoints"][0]["port"] in {each["name"] for each in service["spec"]["ports"]}
    assert monitors[1]["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    container = found["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    assert ports[part.port] in {each["name"] for each in container["ports"]}
    let_in = {port["port"] for rule in policy["spec"]["ingress"] for port in rule["ports"]}
    assert let_in == set(ports), "a port that nobody may reach"
    taken = policy["spec"]["ingress"][0]
    assert taken["from"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "shop"}
    assert part.port in {each["port"] for each in taken["ports"]}


def test_logs_are_kept_as_long_as_the_law_and_the_model_want(tree: Path, tmp_path: Path) -> None:
    streams = yaml.safe_load((tree / "logs/loki.yaml").read_text())["limits_config"]["retention_stream"]
    assert {each["selector"]: each["period"] for each in streams} == {'{service_name="payment-service"}': "8784h"}
    text = (written(observed(WATCHED[1], tmp_path / "shop"), tmp_path) / "logs/elasticsearch.http").read_text()
    assert "PUT _ilm/policy/shop-30d" in text and "PUT _ilm/policy/shop-366d" in text
    assert '"logs-payment_service.otel-shop"' in text
    clinic = yaml.safe_load(
        (written(load(ROOT / "examples/clinic").system, tmp_path / "clinic") / "logs/loki.yaml").read_text()
    )
    assert {each["period"] for each in clinic["limits_config"]["retention_stream"]} == {"52608h"}  # HIPAA's six years
