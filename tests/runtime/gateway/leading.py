"""Where a gateway leads a request, and where never."""

from __future__ import annotations

import pytest
from tests.runtime.gateway.base import MEBI, Base, near, problem, sent
from tests.runtime.gateway.stage import Stage
from tests.runtime.gateway.tables import MEDIA, PROBLEMS
from tests.runtime.gateway.wire import raw


class Leading(Base):
    # — where it goes —

    @pytest.mark.parametrize(
        ("method", "path", "service", "inner"),
        [
            ("GET", "/v1/orders", "order", "/v1/orders"),
            ("POST", "/v1/orders", "order", "/v1/orders"),
            ("POST", "/v2/orders", "order", "/v2/orders"),
            ("GET", "/v1/orders/7", "order", "/v1/orders/7"),
            ("DELETE", "/v1/orders/7", "order", "/v1/orders/7"),
            ("GET", "/v1/orders/7/items/a-b", "order", "/v1/orders/7/items/a-b"),
            ("GET", "/v1/orders/newest", "order", "/v1/orders/newest"),
            ("DELETE", "/v1/orders/newest", "order", "/v1/orders/newest"),
            ("GET", "/v1/stock", "stock", "/v1/stock"),
            ("GET", "/stock/v1/stock", "stock", "/v1/stock"),
            ("GET", "/order/v1/orders/7", "order", "/v1/orders/7"),
            ("GET", "/order/v1/things", "order", "/v1/things"),
            ("GET", "/stock/v1/things", "stock", "/v1/things"),
            ("GET", "/acme/heads", "head", "/acme/heads"),
            ("GET", "/head/heads", "head", "/head/heads"),
            ("GET", "/head/head/heads", "head", "/head/heads"),
            ("GET", "/v1/orders?state=new&q=a%20b%2Fc+d&empty=", "order", "/v1/orders?state=new&q=a%20b%2Fc+d&empty="),
            ("GET", "/v1/orders/a%20b%C3%A9", "order", "/v1/orders/a%20b%C3%A9"),
        ],
    )
    def test_a_route(self, stage: Stage, method: str, path: str, service: str, inner: str):
        found = stage.ask(method, path, body=b"{}" if method == "POST" else b"")
        assert found.status == 200, found.body
        assert (found.json["name"], found.json["method"], found.json["path"]) == (f"{service}.0", method, inner)

    def test_a_body_and_an_answer_pass_unchanged(self, stage: Stage):
        found = stage.ask("POST", "/v1/orders?status=201", {"Content-Type": "a/b", "If-Match": '"3"'}, b"x" * 70_000)
        assert (found.status, found.json["body"], found.header("ETag")) == (201, 70_000, '"7"')
        assert sent(found, "content-type") == ["a/b"] and sent(found, "if-match") == ['"3"']
        assert sent(found, "host") == ["shop.example"]
        assert len(stage.ask("GET", f"/v1/orders?large={3 * MEBI}").body) == 3 * MEBI

    def test_an_old_client(self, stage: Stage):
        found = raw(stage.part.url, b"GET /v1/orders HTTP/1.0\r\nHost: x\r\n\r\n")
        assert (found.status, found.json["name"]) == (200, "order.0")

    def test_head_is_get_without_a_body(self, stage: Stage):
        found = stage.ask("HEAD", "/v1/orders/7")
        assert (found.status, found.body) == (200, b"")
        assert stage.services["order"][0].seen[0]["method"] == "HEAD"

    def test_what_a_service_says_went_wrong_is_left_as_it_is(self, stage: Stage):
        for status in (404, 409, 429, 503):
            found = stage.ask("POST", f"/v1/orders?status={status}", body=b"{}")
            assert (found.status, found.json["name"]) == (status, "order.0")
            assert found.header("Retry-After") == "77"

    def test_a_whole_service_behind_its_prefix(self, stage: Stage):
        for path, inner in (
            ("/search/a/b?q=1", "/a/b?q=1"),
            ("/search/", "/"),
            ("/search", "/"),
            ("/search/v9", "/v9"),
        ):
            for method in ("GET", "PATCH"):
                found = stage.ask(method, path)
                assert (found.json["name"], found.json["method"], found.json["path"]) == ("search.0", method, inner)
        problem(stage.ask("GET", "/searching"), 404, "not-found")

    # — versions —

    def test_a_version_by_header(self, stage: Stage):
        for said, deadline in (("v1", "10000"), ("v2", "1000"), ("", "1000"), ("v9", "1000")):
            found = stage.ask("GET", "/heads/7", {"API-Version": said} if said else {})
            assert near(found, deadline), f"{said}: {sent(found, 'skerry-deadline')}"
            assert sent(found, "api-version") == ([said] if said else [])
        assert near(stage.ask("GET", "/old", {"API-Version": "v2"}), "10000")  # the service says that v2 has it not

    def test_a_version_by_media_type(self, stage: Stage):
        for said, deadline in (("v1", "10000"), ("v2", "1000"), ("", "1000")):
            accept = f"text/html, {MEDIA.format(said)};q=0.9" if said else "*/*"
            found = stage.ask("GET", "/letters", {"Accept": accept})
            assert near(found, deadline), f"{said}: {sent(found, 'skerry-deadline')}"
            assert sent(found, "accept") == [accept]

    # — nowhere —

    @pytest.mark.parametrize(
        "path",
        ["/", "/v1", "/v1/orders/", "/v1/orders/7/x", "/v3/orders", "/stock/v1/orders", "/v1/things", "/favicon.ico"],
    )
    def test_nothing_is_there(self, stage: Stage, path: str):
        found = problem(stage.ask("GET", path), 404, "not-found")
        assert path in str(found["detail"])
        assert not any(each.seen for each in stage.all())

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("DELETE", "/v1/orders", "GET, POST"),
            ("POST", "/v1/orders/7", "DELETE, GET"),
            ("PUT", "/order/v1/orders/newest", "DELETE, GET"),
            ("OPTIONS", "/v2/orders", "POST"),
            ("HEAD", "/v2/orders", "POST"),
        ],
    )
    def test_another_method(self, stage: Stage, method: str, path: str, allowed: str):
        found = stage.ask(method, path)
        assert (found.status, found.header("Allow")) == (405, allowed)
        if method != "HEAD":
            problem(found, 405, "method-not-allowed")
        assert not any(each.seen for each in stage.all())

    @pytest.mark.parametrize(
        "path",
        [
            "/internal/confirm", "/internal", "/order/internal/confirm", "/order/internal", "/order//internal/x",
            "/search/internal/x", "/search/INTERNAL/x", "/search/%69nternal/x", "/search/x/../internal/y",
            "/search/./internal/y", "/search/%2e/internal/y", "/search/x/%2e%2e/internal/y", "/search//internal/x",
            "/search/x/..%2finternal/y", "/search/x%5c..%5cinternal/y", "/v1/orders/..%2f..%2finternal%2fx",
            "/v1/orders/../../internal/x", "/internal/heads", "//internal/heads", "/search%2finternal/x", "/order/internal%2fx",
        ],
    )  # fmt: skip
    def test_what_services_say_among_themselves_is_never_reached(self, stage: Stage, path: str):
        found = stage.ask("POST", path, body=b"{}")
        assert found.status in (400, 404), found.body
        assert found.json["type"].startswith(PROBLEMS)
        assert stage.ask("GET", path).status in (400, 404)
        assert not any(each.seen for each in stage.all())

    def test_headers_that_only_services_may_send(self, stage: Stage):
        mine = ["Skerry-Undoes", "Skerry-Caller", "Skerry-Roles", "skerry-roles", "Skerry_Roles", "SKERRY_UNDOES"]
        found = stage.ask("GET", "/v1/orders", [*((name, "admin") for name in mine), ("Skerry-Deadline", "999999")])
        assert [key for key, _ in found.json["headers"] if key.replace("_", "-").startswith("skerry-")] == [
            "skerry-deadline"
        ]
        assert near(found, "10000")

    def test_headers_of_one_connection_stay_there(self, stage: Stage):
        given = [("X-Mine", "1"), ("Keep-Alive", "timeout=5")]
        found = stage.ask("GET", "/v1/orders", given)
        assert (sent(found, "keep-alive"), sent(found, "x-mine")) == ([], ["1"])
        named = stage.ask("GET", "/v1/orders", [("Connection", "X-Mine"), ("X-Mine", "1")])
        assert (named.status, sent(named, "x-mine")) == (200, [])
