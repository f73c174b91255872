"""What the contracts promise, asked over real HTTP, on SQLite and on Postgres."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from tests.runtime.service.running import FOLDER, ORDER, Running


def test_what_is_made_has_an_address_and_a_tag(service: Running) -> None:
    made = service.place()
    assert made.status == 201
    assert made.headers["location"] == f"/v2/orders/{made.json['id']}"
    assert made.json["total"] == {"amount": "3.00", "currency": "EUR"}
    assert "note" not in made.json  # None is left out
    read = service.ask("GET", made.headers["location"])
    assert (read.status, read.json, read.headers["etag"]) == (200, made.json, made.headers["etag"])


def test_a_request_has_a_name(service: Running) -> None:
    assert service.ask("GET", "/v2/orders", x_request_id="mine-1").headers["x-request-id"] == "mine-1"
    assert len(service.ask("GET", "/v2/orders", x_request_id="x" * 200).headers["x-request-id"]) == 32


def test_not_modified(service: Running) -> None:
    made = service.place()
    path, tag = made.headers["location"], made.headers["etag"]
    again = service.ask("GET", path, if_none_match=f'"other", {tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert service.ask("GET", path, if_none_match='"other"').status == 200
    listed = service.ask("GET", "/v2/orders?limit=1").headers["etag"]
    assert service.ask("GET", "/v2/orders?limit=1", if_none_match=listed).status == 304


def test_a_change_needs_the_tag_of_what_it_changes(service: Running) -> None:
    made = service.place()
    path, body = made.headers["location"], {"items": [], "shipTo": {"street": "t", "city": "d"}}
    assert service.ask("PUT", path, body).kind == "precondition-required"
    assert service.ask("PUT", path, body, if_match='"v2-9"').status == 412
    assert service.ask("PUT", path, body, if_match="nonsense").kind == "precondition-failed"
    changed = service.ask("PUT", path, body, if_match=made.headers["etag"])
    assert (changed.status, changed.json["shipTo"]["city"]) == (200, "d")
    assert changed.headers["etag"] != made.headers["etag"]
    assert service.ask("PUT", path, body, if_match=made.headers["etag"]).status == 412
    assert service.ask("PUT", path, body, if_match="*").status == 200
    assert service.ask("PUT", f"/v2/orders/{uuid4()}", body, if_match="*").kind == "not-found"


def test_keys(service: Running) -> None:
    key = str(uuid4())
    first, again = service.place(key), service.place(key)
    assert again.body == first.body
    assert (again.status, again.headers["location"], again.headers["etag"]) == (
        201, first.headers["location"], first.headers["etag"],
    )  # fmt: skip
    assert service.place(key, note="other").kind == "key-reused"
    assert service.ask("POST", "/v2/orders", ORDER).kind == "bad-request"
    assert service.place("k" * 256).kind == "bad-request"


def test_a_method_that_is_not_there_names_those_that_are(service: Running) -> None:
    refused = service.ask("DELETE", "/v2/orders")
    assert (refused.status, refused.kind, refused.headers["allow"]) == (405, "method-not-allowed", "GET, POST")


def test_states(service: Running) -> None:
    path = service.place().headers["location"]
    cancelled = service.ask("POST", f"{path}/cancel", idempotency_key=str(uuid4()))
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled")
    key = str(uuid4())
    refused = service.ask("POST", f"{path}/cancel", idempotency_key=key)
    assert refused.kind == "already"
    assert "is cancelled, and has to be pending or confirmed" in refused.json["detail"]
    assert service.ask("POST", f"{path}/cancel", idempotency_key=key).body == refused.body


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "pointer"),
    [
        ("POST", "/v2/orders", b"{", 400, ""),
        ("POST", "/v2/orders", b"", 400, ""),
        ("POST", "/v2/orders", [], 422, ""),
        ("POST", "/v2/orders", {**ORDER, "items": [{**ORDER["items"][0], "quantity": 0}]}, 422, "/items/0/quantity"),
        ("POST", "/v2/orders", {**ORDER, "note": "empty"}, 422, "/items"),
        ("GET", "/v2/orders/zzz", None, 400, "/path/id"),
        ("GET", "/v2/orders?limit=0", None, 422, "/query/limit"),
        ("GET", "/v2/orders?status=lost", None, 422, "/query/status"),
        ("GET", "/v2/orders?cursor=abc", None, 400, ""),
        ("GET", "/v3/orders", None, 404, ""),
        ("DELETE", "/v2/orders", None, 405, ""),
        ("POST", "/v2/orders", b"x" * 1_048_577, 413, ""),
    ],
)
def test_problems(service: Running, method: str, path: str, body: object, status: int, pointer: str) -> None:
    found = service.ask(method, path, body, idempotency_key=str(uuid4()))
    assert found.status == status, found.body
    assert found.kind
    assert set(found.json) <= {"type", "title", "status", "detail", "errors"}
    assert pointer in [each["pointer"] for each in found.json.get("errors", [{"pointer": ""}])]
    assert "x-request-id" in found.headers


def test_a_body_that_is_no_json(service: Running) -> None:
    found = service.ask("POST", "/v2/orders", b"a=b", idempotency_key="x", content_type="text/plain")
    assert (found.status, found.kind) == (400, "bad-request")


def test_headers_are_bounded(service: Running) -> None:
    assert service.ask("GET", "/v2/orders", x_long="x" * 20_000).status == 431


def test_no_trace_of_the_inside_gets_out(service: Running) -> None:
    found = service.place(note="boom")
    assert (found.status, found.kind) == (500, "server-error")
    assert b"secret" not in found.body
    assert b"Traceback" not in found.body
    assert found.headers["x-request-id"] in found.json["detail"]
    assert "secret detail of the inside" in service.log.read_text()


def test_pages(service: Running) -> None:
    wanted = {service.place().json["id"] for _ in range(7)}
    seen: list[str] = []
    path = "/v2/orders?status=pending&limit=3"
    while path:
        page = service.ask("GET", path)
        assert page.status == 200
        seen += [each["id"] for each in page.json["items"]]
        link = page.headers.get("link", "")
        assert ("next" in page.json) == bool(link)
        path = link.partition(">")[0][1:]
        assert len(page.json["items"]) == 3 or not path
    assert len(seen) == len(set(seen))
    assert wanted <= set(seen)


def test_a_cursor_belongs_to_its_list(service: Running) -> None:
    for _ in range(2):
        service.place()
    cursor = service.ask("GET", "/v2/orders?limit=1").json["next"]
    assert service.ask("GET", f"/v2/orders?limit=1&cursor={cursor}").status == 200
    assert service.ask("GET", f"/v2/orders?limit=1&status=pending&cursor={cursor}").kind == "bad-request"


def test_an_old_version_says_so_and_speaks_its_own_types(service: Running) -> None:
    made = service.place()
    old = service.ask("GET", f"/v1/orders/{made.json['id']}")
    assert set(old.json) == {"id", "customerId", "items", "total", "status"}
    assert old.headers["deprecation"] == "@1798761600"
    assert old.headers["sunset"] == "Wed, 30 Jun 2027 00:00:00 GMT"
    assert "rel=successor-version" in old.headers["link"]
    assert old.headers["etag"] != made.headers["etag"]
    assert "deprecation" not in made.headers
    placed = service.ask("POST", "/v1/orders", ORDER, idempotency_key=str(uuid4()))
    assert (placed.status, placed.json["status"]) == (201, "pending")
    listed = service.ask("GET", "/v1/orders?limit=1")
    assert "shipTo" not in listed.json["items"][0]


def test_documents_are_those_that_were_written(service: Running) -> None:
    for version in ("v1", "v2"):
        written = (FOLDER / f"contract/order-service.{version}.yaml").read_bytes()
        assert service.ask("GET", f"/contract/{version}").body == written
        assert service.ask("GET", f"/contract/order-service.{version}.yaml").body == written
    newest = service.ask("GET", "/openapi.json")
    assert newest.headers["content-type"] == "application/json"
    assert newest.json["info"]["version"] == "2.0.0"
    assert (
        json.dumps(newest.json["x-versioning"])
        == '{"by": "url", "supported": ["v2", "v1"], "keep": 2, "sunset": "180d"}'
    )
    assert service.ask("GET", "/docs").status == 404


def test_a_deadline_that_has_passed_has_no_effect(service: Running) -> None:
    key = str(uuid4())
    late = service.ask("POST", "/v2/orders", ORDER, idempotency_key=key, skerry_deadline="0")
    assert (late.status, late.kind, late.headers["retry-after"]) == (503, "unavailable", "1")
    short = service.ask(
        "POST", "/v2/orders", {**ORDER, "note": "slow"}, idempotency_key=str(uuid4()), skerry_deadline="50"
    )
    assert short.status == 503
    done = service.ask("POST", "/v2/orders", ORDER, idempotency_key=key, skerry_deadline="60000")
    assert "idempotency-replayed" not in done.headers
    assert done.status == 201


def test_roles_are_checked_where_the_gateway_names_them(service: Running) -> None:
    path = f"{service.place().headers['location']}/cancel"
    assert service.ask("POST", path, idempotency_key=str(uuid4()), skerry_roles="warehouse").kind == "forbidden"
    assert service.ask("POST", path, idempotency_key=str(uuid4()), skerry_roles="warehouse, support").status == 200


def test_operations_by_name_for_sagas(service: Running) -> None:
    id_ = service.place().json["id"]
    done = service.ask("POST", "/internal/confirm", {"id": id_}, idempotency_key=str(uuid4()))
    assert (done.status, done.json["status"]) == (200, "confirmed")
    assert service.ask("POST", "/internal/confirm", {"id": "x"}, idempotency_key=str(uuid4())).kind == "unprocessable"
    assert service.ask("POST", "/internal/nothing", {}, idempotency_key=str(uuid4())).kind == "not-found"
    assert service.ask("POST", "/internal/confirm", {"id": id_}).kind == "bad-request"


def test_health(service: Running) -> None:
    assert service.ask("GET", "/health").json["status"] == "pass"
    assert service.ask("GET", "/started").status == 200
    assert service.ask("GET", "/ready").json["checks"] == {"database": {"status": "pass"}}
