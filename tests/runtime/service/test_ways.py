"""Versions by header and by media type, quotas, and what a service does on events."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.runtime.service.running import FOLDER, ORDER, running

from skerry_runtime.operations import Call
from skerry_runtime.service import Ended, Service
from skerry_runtime.store import Happened


def _spec(folder: Path, **more: Any) -> str:
    path = folder / "service.json"
    path.write_text(json.dumps(json.loads((FOLDER / "service.json").read_text()) | more))
    return str(path)


def test_versions_by_header(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    with running(url, tmp_path, TEST_SPEC=_spec(tmp_path, by="header")) as service:
        made = service.ask("POST", "/orders", ORDER, idempotency_key="a", api_version="v2")
        assert made.status == 201
        assert (made.headers["api-version"], made.headers["vary"]) == ("v2", "API-Version")
        assert made.headers["location"] == f"/orders/{made.json['id']}"
        old = service.ask("GET", made.headers["location"], api_version="v1")
        assert "shipTo" not in old.json
        assert old.headers["deprecation"]
        assert service.ask("GET", made.headers["location"]).kind == "bad-request"
        assert service.ask("GET", made.headers["location"], api_version="v9").kind == "bad-request"
        more = service.ask("POST", "/orders", ORDER, idempotency_key="b", api_version="v2")
        assert more.status == 201
        page = service.ask("GET", "/orders?limit=1", api_version="v2")
        assert page.headers["link"].startswith("</orders?limit=1&cursor=")


def test_versions_by_media_type(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    with running(url, tmp_path, TEST_SPEC=_spec(tmp_path, by="media-type")) as service:
        made = service.ask("POST", "/orders", ORDER, idempotency_key="a")
        assert made.headers["content-type"] == "application/vnd.shop.order.v2+json"
        assert made.headers["vary"] == "Accept"
        old = service.ask("GET", made.headers["location"], accept="application/vnd.shop.order.v1+json")
        assert old.headers["content-type"] == "application/vnd.shop.order.v1+json"
        assert "shipTo" not in old.json
        assert service.ask("GET", made.headers["location"], accept="text/html").status == 406


def test_quotas_are_by_caller(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    with running(url, tmp_path, TEST_SPEC=_spec(tmp_path, rates={"limit": 3, "window": 3600})) as service:
        for left in (2, 1, 0):
            found = service.ask("GET", "/v2/orders", skerry_caller="ann")
            assert found.status == 200
            assert found.headers["ratelimit"].startswith(f'"default";r={left};t=')
            assert found.headers["ratelimit-policy"] == '"default";q=3;w=3600'
        over = service.ask("GET", "/v2/orders", skerry_caller="ann")
        assert (over.status, over.kind) == (429, "too-many-requests")
        assert 0 < int(over.headers["retry-after"]) <= 3600
        assert over.headers["ratelimit"].startswith('"default";r=0')
        assert service.ask("GET", "/v2/orders", skerry_caller="bob").status == 200
        assert service.ask("GET", "/ready").status == 200


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in [name for name in sys.modules if name == "orders" or name.startswith("orders.")]:
        monkeypatch.delitem(sys.modules, name)
    main: Any = __import__("orders.entrypoints.main", fromlist=["service"])
    found: Service = main.service
    return found


def test_an_event_has_an_operation_done_once(orders: Service, tmp_path: Path) -> None:
    async def story() -> None:
        async with orders.running(f"sqlite+aiosqlite:///{tmp_path}/a.db"):
            order = await orders.perform("place", {"request": ORDER}, Call(key=str(uuid4())))
            assert orders.hears == ("shop.orders.OrderCreated", "shop.payments.PaymentFailed", "shop.scores.Scored")
            failed = _event("shop.payments.PaymentFailed", {"orderId": order["id"], "reason": "declined"})
            for _ in range(3):
                await orders.hear(failed)
            work: Any = orders.store
            found = await orders.perform("get", {"id": order["id"]}, Call(key="read"))
            assert found["status"] == "cancelled"
            rows = await work.database.read(
                lambda connection: connection.exec_driver_sql(
                    "SELECT body FROM outbox WHERE kind = 'shop.orders.OrderCancelled'"
                ).all()
            )
            assert [json.loads(row.body)["data"]["reason"] for row in rows] == ["declined"]
            await orders.hear(
                _event("shop.payments.PaymentFailed", {"orderId": str(uuid4()), "reason": "x"})
            )  # nobody's
            await orders.hear(_event("shop.scores.Scored", {"orderId": order["id"], "score": 7}))
            view = orders.store.views.reader(orders.database, "OrderSummary")
            assert (await view.find(UUID(order["id"])))["score"] == 7  # type: ignore[index]
            with pytest.raises(Ended, match="409"):
                await orders.perform("cancel", {"id": order["id"]}, Call(key=str(uuid4())))

    asyncio.run(story())


def _event(type_: str, data: dict[str, Any]) -> Happened:
    return Happened(id=str(uuid4()), source="/other", type=type_, data=data, time=datetime.now(UTC).isoformat())
