"""skerry check, as a person uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skerry.cli import main

HEAD = "arch: 1\nsystem: a\n"
BROKEN = """\
contexts: { sales: {}, stock: {} }
services:
  order-service:
    context: sales
    stores: { main: { postgres: shop } }
    events: { out: [OrderPlaced] }
    calls: [stock-service]
  stock-service:                # whose comment stays
    context: stock
    stores: { main: { postgres: shop } }
    events: { in: { sales.OrderPlaced: take } }
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / ".cache"))


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    main(["check", *arguments, "--format", "json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def rules(document: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in document["findings"]}


def test_findings_end_with_1_and_point_at_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text(HEAD + BROKEN)
    assert main(["check"]) == 1
    assert main(["check", "--only", "shared-database", "--ignore", "data"]) == 0
    document = found(capsys, "--only", "shared-database,ignored-network-failure")
    assert {(each["rule"], each["place"]["line"], each["place"]["column"]) for each in document["findings"]} == {
        ("shared-database", 7, 15),
        ("ignored-network-failure", 9, 13),
    }
    assert {state["rule"]: state["state"] for state in document["rules"]}["shared-database"] == "broken"


def test_a_fix_is_one_line_and_the_next_check_does_not_find_it(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text(HEAD + BROKEN)
    before = rules(found(capsys))
    assert {"dual-write", "ignored-network-failure", "no-dead-letters", "no-monitoring"} <= before
    assert main(["check", "--fix"]) == 1
    assert "wrote `services.order-service.stores.main.outbox: true`" in capsys.readouterr().err
    after = rules(found(capsys))
    assert not after & {"dual-write", "ignored-network-failure", "no-dead-letters", "no-metrics", "no-tracing"}
    assert "shared-database" in after  # which no tool can mend
    text = Path("a.arch.yaml").read_text()
    assert text.startswith(HEAD) and "# whose comment stays" in text
    assert "stores: { main: { postgres: shop, outbox: true } }" in text


@pytest.mark.parametrize("example", ["shop", "clinic"])
def test_the_examples_have_nothing_wrong(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", example, example])
    assert main(["check", example]) == 0
    assert "nothing is wrong" in capsys.readouterr().out


def test_what_is_accepted_is_counted_and_its_reason_told(capsys: pytest.CaptureFixture[str]) -> None:
    accept = "accept: [{ rule: shared-database, at: stock-service, reason: until the split, until: 2999-12 }]\n"
    Path("a.arch.yaml").write_text(HEAD + BROKEN + accept)
    document = found(capsys, "--only", "data")
    assert "shared-database" not in rules(document)
    assert document["suppressed"] == 1
    assert [each["reason"] for each in document["accepted"]] == ["until the split"]
    Path("a.arch.yaml").write_text(HEAD + BROKEN + accept.replace("2999-12", "2020-12"))
    assert rules(found(capsys, "--only", "shared-database")) == {"shared-database", "K001"}


def test_a_baseline_lets_only_new_findings_count(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text(HEAD + BROKEN)
    assert main(["check", "--write-baseline", "known.json"]) == 0
    assert main(["check", "--baseline", "known.json"]) == 0
    Path("a.arch.yaml").write_text(
        HEAD
        + "about: moved\n"
        + BROKEN.replace("postgres: shop } }\n    events: { in", "postgres: stock } }\n    events: { in")
    )
    document = found(capsys, "--baseline", "known.json")
    assert document["baseline"]["new"] == 0
    assert [line.partition(":")[0] for line in document["baseline"]["gone"]] == ["shared-database"]
    assert main(["check", "--baseline", "nothing.json"]) == 2


def test_code_is_asked_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Path("fleet/orders").mkdir(parents=True)
    Path("fleet/compose.yaml").write_text(
        "services:\n  orders: { build: ./orders, environment: { STOCK: 'http://stock:8080' } }\n  stock: { image: shop/stock }\n"
    )
    Path("fleet/orders/app.py").write_text(
        'import os\n\nimport requests\n\n\ndef stock():\n    return requests.get(os.environ["STOCK"] + "/items")\n'
    )
    document = found(capsys, "--on", "fleet", "--only", "ignored-network-failure")
    assert [each["subject"] for each in document["findings"]] == [["orders", "stock"]]
    assert document["findings"][0]["place"]["path"].startswith("fleet/")
    assert main(["check", "--on", "nowhere"]) == 2


def test_traces_tell_who_asks_again_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"service": "shop", "kind": "server", "trace": "t", "id": "a", "name": "GET /orders"}]
    for at in range(7):
        rows.append({"service": "shop", "kind": "client", "trace": "t", "id": f"c{at}", "parent": "a", "name": "GET"})
        rows.append(
            {
                "service": "cart",
                "kind": "server",
                "trace": "t",
                "id": f"s{at}",
                "parent": f"c{at}",
                "name": "GET /items",
            }
        )
    Path("traces.json").write_text("\n".join(map(json.dumps, rows)))
    document = found(capsys, "--traces", "traces.json")
    (finding,) = document["findings"]
    assert (finding["rule"], finding["subject"]) == ("chatty-services", ["shop", "cart", "loop"])
    assert "GET /items 7 times for one request" in finding["message"]
    states = {each["rule"]: each["state"] for each in document["rules"]}
    assert (states["cyclic-dependency"], states["no-gateway"]) == ("sound", "not asked")
    assert main(["check", "--traces", "nothing.json"]) == 2


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "markdown"])
def test_every_format_shows_the_rule(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text(HEAD + BROKEN)
    assert main(["check", "--format", form]) == 1
    assert "shared-database" in capsys.readouterr().out


def test_verdicts_are_told_when_asked_and_interactions_always(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "--from", "shop", "shop"])
    Path("fleet").mkdir()
    Path("fleet/compose.yaml").write_text("services:\n  web: { image: shop/web, ports: ['80:80'] }\n")
    document = found(capsys, "shop", "--on", "fleet", "--verdicts")
    assert list(document["verdicts"]) == [f"R{number:02}" for number in range(1, 26)]
    better = {(row["from"], row["what"]): row["better"] for row in document["advice"]}
    assert better["order-service", "get"] == "synchronous"
    assert better["order-service", "take"] == "hybrid"
    assert better["order-service", "OrderConfirmed"] == "asynchronous"
    assert main(["check", "shop", "--verdicts"]) == 0
    assert "Interactions" in capsys.readouterr().out


def test_a_misspelt_rule_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.arch.yaml").write_text(HEAD)
    assert main(["check", "--only", "shared-databse"]) == 2
    assert "did you mean `shared-database`?" in capsys.readouterr().out


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Shared-Database"]) == 0
    out = capsys.readouterr().out
    assert "What to do:" in out and "Source:" in out
