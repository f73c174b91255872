"""Clients against a real server that misbehaves: what is repeated, what is not, how long anything takes, and what is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest
from aiohttp import web
from pydantic import BaseModel

from skerry_runtime import Call, NotFound, Refused, Unavailable
from skerry_runtime.clients import Client, Clients, Edge, Registry, connected
from skerry_runtime.operations import Already
from skerry_runtime.spec import Breaker, Callee
from skerry_runtime.spec import Call as Policy


class Product(BaseModel):
    id: str
    price: int = 0


class CatalogService(Client):
    service, version = "catalog-service", "v1"

    async def get(self, name: str, call: Call | None = None) -> Product:
        return await self.send("get", "GET", f"/products/{name}", answer=Product, call=call)

    async def add(self, request: Product, call: Call | None = None) -> Product:
        return await self.send("add", "POST", "/products", body=request, answer=Product, call=call)

    async def drop(self, name: str, call: Call | None = None) -> None:
        await self.send("drop", "DELETE", f"/products/{name}", call=call)


@dataclass(frozen=True)
class All:
    catalog_service: CatalogService


@dataclass
class Server:
    """Answers by plan, one entry a request; the last one for ever."""

    plan: list[Callable[[web.Request], web.StreamResponse] | str] = field(default_factory=list)
    seen: list[web.Request] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.seen.append(request)
        step = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if step == "hang":
            await asyncio.sleep(30)
        if step == "slow":
            await asyncio.sleep(0.3)
        if step == "drop":
            assert request.transport
            request.transport.abort()
        if callable(step):
            return step(request)
        return web.json_response({"id": "1", "price": 3})


@asynccontextmanager
async def serving(tmp_path: Path, policy: Policy, *plan: object) -> AsyncIterator[tuple[CatalogService, Server]]:
    server = Server(list(plan) or ["ok"])  # type: ignore[arg-type]
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps({"catalog-service": [f"http://127.0.0.1:{port}"]}))
    shared = Clients(Registry(registry))
    try:
        yield connected(All, shared, [Callee("catalog-service", "v1", calls=(policy,))]).catalog_service, server
    finally:
        await shared.close()
        await runner.cleanup()


def status(code: int, kind: str = "", detail: str = "", **headers: str) -> Callable[[web.Request], web.StreamResponse]:
    body = {"type": f"https://problems.shop.internal/{kind}", "detail": detail}
    return lambda _: web.json_response(body, status=code, headers=headers, content_type="application/problem+json")


PLAIN = Policy(timeout=2.0, retries=2)
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_an_answer_is_of_its_type_and_the_version_is_in_the_address(tmp_path: Path) -> None:
    async with serving(tmp_path, PLAIN) as (client, server):
        assert await client.get("7") == Product(id="1", price=3)
        assert server.seen[0].path == "/v1/products/7"
        assert "Idempotency-Key" not in server.seen[0].headers


async def test_a_command_is_repeated_under_one_key(tmp_path: Path) -> None:
    async with serving(tmp_path, PLAIN, "drop", status(503), "ok") as (client, server):
        await client.add(Product(id="1"), call=Call(key="k"))
        keys = [request.headers["Idempotency-Key"] for request in server.seen]
        assert len(keys) == 3 and len(set(keys)) == 1 and keys[0].startswith("k/add/")
        await client.add(Product(id="2"), call=Call(key="k"))
        assert server.seen[-1].headers["Idempotency-Key"] != keys[0]  # something else is asked


async def test_a_step_of_a_saga_has_its_own_key_and_says_what_it_undoes(tmp_path: Path) -> None:
    async with serving(tmp_path, PLAIN) as (client, server):
        await client.drop("1", call=Call(key="saga/take/undo", undoes="saga/take", exact=True))
        headers = server.seen[0].headers
        assert (headers["Idempotency-Key"], headers["Skerry-Undoes"]) == ("saga/take/undo", "saga/take")
        assert headers["If-Match"] == "*"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (status(409, "refused", "card declined"), Refused),
        (status(404, "not-found", "no product 1"), NotFound),
        (status(404), NotFound),
    ],
)
async def test_what_the_other_side_says_is_not_repeated(
    tmp_path: Path, answer: Callable[[web.Request], web.StreamResponse], error: type[Exception]
) -> None:
    async with serving(tmp_path, PLAIN, answer) as (client, server):
        with pytest.raises(error):
            await client.get("1")
        assert len(server.seen) == 1


async def test_a_deadline_bounds_everything(tmp_path: Path) -> None:
    async with serving(tmp_path, Policy(timeout=10.0, retries=9), "hang") as (client, server):
        start = monotonic()
        with pytest.raises(Unavailable):
            await client.get("1", call=Call(deadline=monotonic() + 0.3))
        assert monotonic() - start < 3
        assert int(server.seen[0].headers["Skerry-Deadline"]) <= 300
        seen = len(server.seen)
        with pytest.raises(Unavailable, match="over before"):
            await client.get("1", call=Call(deadline=monotonic() - 1))
        assert len(server.seen) == seen


async def test_the_breaker_opens_and_a_probe_closes_it(tmp_path: Path) -> None:
    policy = Policy(timeout=2.0, retries=0, breaker=Breaker(after=2, pause=0.4))
    async with serving(tmp_path, policy, status(500), status(500), "ok") as (client, server):
        for _ in range(2):
            with pytest.raises(Unavailable):
                await client.get("1")
        with pytest.raises(Unavailable, match="left alone"):
            await client.get("1")
        assert len(server.seen) == 2
        await asyncio.sleep(0.5)
        assert (await client.get("1")).price == 3
        assert (await client.get("1")).price == 3


async def test_where_nothing_was_done_nothing_is_left_to_undo(tmp_path: Path) -> None:
    nothing = lambda _: web.Response(status=204, headers={"Skerry-Undone": "nothing"})  # noqa: E731
    async with serving(tmp_path, Policy(timeout=2.0, retries=0), nothing) as (client, _):
        with pytest.raises(Already):  # a saga is content with that
            await client.add(Product(id="1"), call=Call(undoes="k"))


async def test_a_probe_has_the_time_to_open_a_connection(tmp_path: Path) -> None:
    policy = Policy(timeout=0.1, retries=0, breaker=Breaker(after=1, pause=0.2))
    async with serving(tmp_path, policy, "slow", "slow", "ok") as (client, _):
        with pytest.raises(Unavailable, match=r"no answer within 0\.1 s"):
            await client.get("1")
        await asyncio.sleep(0.3)
        assert (await client.get("1")).price == 3, "cut off like any other, no probe would ever come through"
        assert (await client.get("1")).price == 3


async def test_retries_are_within_the_budget(tmp_path: Path) -> None:
    policy = Policy(timeout=2.0, retries=5, breaker=Breaker(after=10_000))
    async with serving(tmp_path, policy, status(503)) as (client, server):
        for _ in range(60):
            with pytest.raises(Unavailable):
                await client.get("1")
        assert len(server.seen) < 60 * 2  # not 60 * 6


async def test_a_kept_answer_is_used_again_and_instead_of_a_failure(tmp_path: Path) -> None:
    policy = Policy(timeout=2.0, retries=0, cache=0.3)
    async with serving(tmp_path, policy, "ok", status(500)) as (client, server):
        assert (await client.get("1")).price == (await client.get("1")).price == 3
        assert len(server.seen) == 1
        await asyncio.sleep(0.4)
        assert (await client.get("1")).price == 3  # stale, but there
        assert len(server.seen) == 2
        with pytest.raises(Unavailable):
            await client.get("2")


async def test_an_answer_that_breaks_the_contract_is_said(tmp_path: Path) -> None:
    async with serving(tmp_path, PLAIN, lambda _: web.json_response({"price": "much"})) as (client, _):
        with pytest.raises(Unavailable, match="answered something else"):
            await client.get("1")


async def test_the_registry_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "registry.json"
    path.write_text('{"a": ["http://127.0.0.1:1", "http://127.0.0.1:2"]}')
    registry = Registry(path)
    assert registry.addresses("a") == ["http://127.0.0.1:1", "http://127.0.0.1:2"]
    assert registry.addresses("b") == ["http://b:8080"]
    path.write_text("{ broken")
    assert len(registry.addresses("a")) == 2
    path.write_text('{"a": ["http://127.0.0.1:3"]}')
    assert registry.addresses("a") == ["http://127.0.0.1:3"]


async def test_too_many_calls_at_once_are_refused(tmp_path: Path) -> None:
    async with serving(tmp_path, Policy(timeout=0.3, retries=0, breaker=Breaker(after=10_000)), "hang") as (
        client,
        server,
    ):
        client._edge.most = 3
        done = await asyncio.gather(*(client.get(str(n)) for n in range(5)), return_exceptions=True)
        assert all(isinstance(each, Unavailable) for each in done)
        assert sum("under way already" in str(each) for each in done) == 2
        assert len(server.seen) == 3


def test_edges_without_a_policy_have_the_plain_one() -> None:
    edge = Edge(Callee("x", calls=(Policy(operation="get", timeout=0.1),)))
    assert edge.policy("get").timeout == 0.1
    assert edge.policy("add").timeout == Policy().timeout
