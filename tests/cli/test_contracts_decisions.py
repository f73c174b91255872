"""Accepting breaks, persisted operations and traces, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skerry.cli import main
from skerry.contracts.observed import Observed
from skerry.formats.traces import hops

OLD = """\
openapi: 3.1.0
info: { title: orders, version: 1.0.0 }
paths:
  /orders/{id}:
    get:
      operationId: get
      responses: { "200": { description: ok } }
    delete:
      operationId: drop
      responses: { "204": { description: ok } }
"""
NEW = OLD.partition("    delete:")[0]
SCHEMA = "type Query { order: Order, shop: String }\ntype Order { id: ID, total: Int, note: String }\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for side, text in (("old", OLD), ("new", NEW)):
        Path(side).mkdir()
        Path(side, "api.yaml").write_text(text)


def changes(capsys: pytest.CaptureFixture[str], *arguments: str, sides: tuple[str, str] = ("old", "new")) -> Any:
    capsys.readouterr()
    main(["contracts", "diff", *sides, "--format", "json", *arguments])
    return json.loads(capsys.readouterr().out)


def accept(*fingerprints: str, until: str = "2099-01-31") -> int:
    why = ["--reason", "nobody: uses it # really", "--owner", "checkout", "--until", until]
    return main(["contracts", "accept", "old", "new", *fingerprints, *why])


def test_an_accepted_break_does_not_count_and_the_file_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    found = changes(capsys)
    (mark,) = [each["fingerprint"] for each in found["changes"] if each["level"] == "breaking"]
    assert accept(mark) == 0
    assert main(["contracts", "diff", "old", "new"]) == 0
    assert "accepted changes are those of new/contracts.accepted.yaml" in capsys.readouterr().err
    (taken,) = changes(capsys)["accepted"]
    assert taken["accepted_by"] == {"reason": "nobody: uses it # really", "owner": "checkout", "until": "2099-01-31"}
    assert accept(mark) == 0, "accepted already"
    assert "accepted already" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# ours\n",
        "accepted: []   # none yet\n",
        "# ours\naccepted:\n- fingerprint: aaaabbbbcccc   # the first\n  reason: r\n  owner: o\n  until: 2090-01-01\n",
        "accepted:\n    - {fingerprint: aaaabbbbcccc, reason: r, owner: o, until: 2090-01-01}\n\n# below\nmore: 1\n",
        "accepted:\n  - {fingerprint: aaaabbbbcccc, reason: r, owner: o, until: 2090-01-01}  # no end of line",
    ],
)
def test_what_people_wrote_into_the_file_stays(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path("new/contracts.accepted.yaml")
    file.write_text(text)
    (mark,) = [each["fingerprint"] for each in changes(capsys)["changes"] if each["level"] == "breaking"]
    assert accept(mark) == 0
    written = file.read_text()
    assert all(line in written for line in text.replace("accepted: []   ", "").splitlines())
    assert not changes(capsys)["breaking"]


@pytest.mark.parametrize("text", ["other: 1\n", "accepted: {a: b}\n", "accepted: [{fingerprint: x}]\n", "a: [\n"])
def test_a_file_of_another_form_is_left_alone(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (mark,) = [each["fingerprint"] for each in changes(capsys)["changes"] if each["level"] == "breaking"]
    Path("new/contracts.accepted.yaml").write_text(text)
    assert accept(mark) == 2
    assert Path("new/contracts.accepted.yaml").read_text() == text


def test_an_unknown_fingerprint_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    (mark,) = [each["fingerprint"] for each in changes(capsys)["changes"] if each["level"] == "breaking"]
    assert accept(mark, mark[:-1] + "q") == 2
    assert f"Did you mean {mark}?" in capsys.readouterr().err
    assert not Path("new/contracts.accepted.yaml").exists()


def test_a_decision_has_an_end_that_is_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert accept("abc", until="2001-01-01") == 2
    assert "has passed" in capsys.readouterr().err


MANIFESTS: list[tuple[str, Any]] = [
    ("web/a.graphql", "query A { order { total } }"),
    ("manifest.json", {"web": ["query A { order { total } }"]}),
    ("web.json", {"format": "apollo-persisted-query-manifest", "version": 1,
                  "operations": [{"id": "1", "name": "A", "type": "query", "body": "query A { order { total } }"}]}),
    ("web.json", {"0a1b2c3d4e5f60718293a4b5c6d7e8f9": "query A { order { total } }"}),
    ("web.json", [["0a1b2c3d4e5f60718293a4b5c6d7e8f9", "query A { order { total } }"]]),
    ("web.json", {"query A { order { total } }": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), MANIFESTS)
def test_persisted_operations_say_whom_a_change_breaks(
    name: str, value: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.graphql").write_text(SCHEMA)
    Path("b.graphql").write_text(SCHEMA.replace(", total: Int, note: String", ""))
    file = Path("queries", name)
    file.parent.mkdir(parents=True)
    file.write_text(value if isinstance(value, str) else json.dumps(value))
    found = changes(capsys, "--operations", "queries", sides=("a.graphql", "b.graphql"))
    levels = {
        each["path"]: (each["level"], [row["consumer"] for row in each["consumers"]]) for each in found["changes"]
    }
    assert levels["Order.total"] == ("breaking", ["web"])
    assert levels["Order.note"][0] == "dangerous"


def test_a_hostile_manifest_ends_in_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.graphql").write_text(SCHEMA)
    Path("m.json").write_text('{"a":' * 900 + "1" + "}" * 900)
    assert changes(capsys, "--operations", "m.json", sides=("a.graphql", "a.graphql"))["problems"]


def test_messages_are_met_by_their_topic() -> None:
    seen = Observed(
        hops(
            json.dumps(
                {"service": "mailer", "kind": "consumer", "messaging.destination.name": "orders.placed"}
            ).encode()
        )
    )
    assert [*seen.callers("orders.placed#OrderPlaced")] == ["mailer"]
    assert not [*seen.callers("orders.paid#OrderPaid")]


def test_a_manifest_of_another_form_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.graphql").write_text(SCHEMA)
    Path("m.json").write_text('{"a": 1}')
    found = changes(capsys, "--operations", "m.json", sides=("a.graphql", "a.graphql"))
    assert [each["code"] for each in found["problems"]] == ["C007"]


def otlp(service: str, kind: int, own: str, parent: str = "", **attributes: str) -> str:
    def rows(values: dict[str, str]) -> list[Any]:
        return [{"key": key.replace("_", "."), "value": {"stringValue": value}} for key, value in values.items()]

    span = {"traceId": "t", "spanId": own, "parentSpanId": parent, "kind": kind, "attributes": rows(attributes)}
    resource = {"attributes": rows({"service_name": service})}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]})


MODEL = """\
arch: 1
system: shop
contexts: { sales: { kind: core, team: t } }
services:
  order-service:
    context: sales
    api: { v1: { "GET /orders/{id}": get -> Order, "DELETE /orders/{id}": drop -> 204 } }
    owns: [Order]
  billing: { context: sales, calls: { order-service: { drop: {} } } }
types: { sales: { Order: { id: uuid } } }
"""


def dropped(found: Any) -> dict[str, tuple[str, str]]:
    (change,) = [each for each in found["changes"] if each["level"] == "breaking"]
    return {each["consumer"]: (each["level"], each["because"]) for each in change["consumers"]}


def test_traces_add_consumers_that_the_model_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    Path("shop.arch.yaml").write_text(MODEL)
    Path("spans.jsonl").write_text(
        "\n".join(
            [
                otlp("cron", 3, "1", http_request_method="DELETE", url_path="/orders/17"),
                otlp("order-service", 2, "2", "1", http_request_method="DELETE", http_route="/orders/{orderId}"),
                '{"service.name": "shell", "http.method": "DELETE", "http.target": "/orders/5?x=1", "peer.service": "order-service"}',
                "no span at all",
            ]
        )
    )
    found = dropped(changes(capsys, "--usage", "spans.jsonl", "--model", "shop.arch.yaml"))
    assert {name: level for name, (level, _) in found.items()} == dict.fromkeys(
        ("billing", "cron", "shell"), "breaking"
    )
    assert "seen in traces" in found["cron"][1]
    assert set(dropped(changes(capsys, "--usage", "spans.jsonl"))) == {"cron", "shell"}


def test_an_operation_that_nobody_was_seen_to_call_is_dangerous_for_its_callers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("shop.arch.yaml").write_text(MODEL)
    Path("spans.jsonl").write_text(
        otlp("web", 3, "1", http_request_method="GET", http_route="/orders/{id}", peer_service="order-service")
    )
    found = changes(capsys, "--usage", "spans.jsonl", "--model", "shop.arch.yaml")
    assert dropped(found)["billing"][0] == "dangerous"
    assert found["breaking"], "the level of the change stays"
    Path("spans.jsonl").write_text(
        otlp("web", 3, "1", http_request_method="GET", http_route="/x", peer_service="other")
    )
    found = changes(capsys, "--usage", "spans.jsonl", "--model", "shop.arch.yaml")
    assert dropped(found)["billing"][0] == "breaking", "traces that never met the service say nothing about it"


def test_traces_without_a_call_are_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    Path("spans.jsonl").write_text('{"a": 1}\n[[[[')
    assert [each["code"] for each in changes(capsys, "--usage", "spans.jsonl")["problems"]] == ["C008"]
