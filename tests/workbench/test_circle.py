"""The circle of the shop: what a model generates, read again, does not differ from it; and each edit of it differs once."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from skerry.workbench.drift import Asked, drift

SHOP = Path(__file__).parents[2] / "examples/shop"
# One service of the shop is in another language; here it also runs as an image, and has an address in its environment.
COMPOSE = """\
services:
  search-service:
    image: shop/search:1.4
    environment: { CATALOG_URL: "http://catalog-service:8080" }
"""
FETCH = (
    "\nimport CircuitBreaker from 'opossum';\nimport retry from 'p-retry';\n"
    "const ask = id => fetch(`${process.env.CATALOG_URL}/v1/products/${id}`, { signal: AbortSignal.timeout(500) });\n"
    "export const product = new CircuitBreaker(id => retry(() => ask(id)));\n"
)
MODEL = (
    "    runs: { command: node search/server.mjs, port: 8081, language: javascript }\n",
    "    runs: { command: node search/server.mjs, image: 'shop/search:1.4', port: 8081, language: javascript }\n"
    "    calls: { catalog-service: {} }\n",
)
SEARCH = "kubernetes/base/search-service.yaml"  # of the main deployment, whose image counts
Edit = Callable[[Path], None]


def _text(path: str, old: str, new: str, times: int = 1) -> Edit:
    """Puts one text for another, once; everywhere with -1."""

    def edit(shop: Path) -> None:
        text = (shop / path).read_text()
        assert old in text
        (shop / path).write_text(text.replace(old, new, times))

    return edit


def _json(path: str, change: Callable[[dict], None]) -> Edit:
    def edit(shop: Path) -> None:
        document = json.loads((shop / path).read_text())
        change(document)
        (shop / path).write_text(json.dumps(document, indent=2))

    return edit


def _slice(service: str) -> str:
    package = service.replace("-", "_")
    return f"services/{service}/src/{package}/service.json"


def _behaviour(service: str) -> str:
    return _slice(service).replace("service.json", "behaviour.py")


def _all(*edits: Edit) -> Edit:
    def edit(shop: Path) -> None:
        for each in edits:
            each(shop)

    return edit


def _without(rows: str, **values: str) -> Callable[[dict], None]:
    def change(document: dict) -> None:
        document[rows] = [row for row in document[rows] if any(row.get(key) != value for key, value in values.items())]

    return change


def _route_gone(document: dict) -> None:
    document["operations"] = [each for each in document["operations"] if each["name"] != "warehouses"]


def _hears_more(document: dict) -> None:
    document["events"] = [
        *document.get("events", []),
        {"name": "orders.OrderCancelled", "type": "shop.orders.order-cancelled.v1"},
    ]
    document["reactions"] = [{"event": "orders.OrderCancelled", "operation": "release", "by": "orderId"}]


def _hears_nothing(document: dict) -> None:
    document["reactions"] = []


def _set(rows: str, name: str, key: str, value: object) -> Callable[[dict], None]:
    def change(document: dict) -> None:
        next(row for row in document[rows] if row["name"] == name)[key] = value

    return change


def _stored_elsewhere(document: dict) -> None:
    document["store"] = "archive"


CALL = '\n\nclass Orders(Client):\n    """order-service, v2."""\n\n    service, version = "order-service", "v2"\n'
EDITS: dict[str, Edit] = {
    "missing timeouts: search-service -> catalog-service": _text(
        "search/server.mjs", ", { signal: AbortSignal.timeout(500) }", ""
    ),
    "missing retries: search-service -> catalog-service": _text(
        "search/server.mjs", "\nimport retry from 'p-retry';", ""
    ),
    "unexpected call: notification-service -> order-service": lambda shop: _append(
        shop / "services/notification-service/src/notification_service/adapters/clients.py", CALL
    ),
    "missing call: notification-service -> customer-service": _text(
        "services/notification-service/src/notification_service/adapters/clients.py", '"customer-service", "v1"', '"", "v1"'
    ),
    "unexpected call: payment-service -> api.fraud-check.com": lambda shop: _append(
        shop / _behaviour("payment-service"),
        '\nimport httpx\n\n\nasync def risk(card):\n    return httpx.post("https://api.fraud-check.com/v1/scores", json=card)\n',
    ),
    "data-moved database: notification-service -> postgres/messages": _json(
        _slice("notification-service"), lambda document: document.update(store="catalog")
    ),
    "unexpected shared store: payment-service -> postgres/orders": lambda shop: _append(
        shop / _behaviour("payment-service"),
        '\n\nENGINE = create_engine("postgresql://orders-store/orders")\nTOTAL = text("SELECT total FROM orders WHERE id = :id")\n',
    ),
    "missing endpoint: inventory-service GET /v1/warehouses": _json(_slice("inventory-service"), _route_gone),
    "version-changed version: search-service": _text(SEARCH, "shop/search:1.4", "shop/search:2.0"),
    "version-changed image: search-service": _text(SEARCH, "shop/search:1.4", "shop/find:1.4"),
    "missing service: fulfillment-service": _all(
        _json("fleet.json", _without("services", name="fulfillment-service")),
        lambda shop: shutil.rmtree(shop / "services/fulfillment-service"),
        lambda shop: (shop / "kubernetes/base/fulfillment-service.yaml").unlink(),
        lambda shop: (shop / "kubernetes/prepare/fulfillment-service.yaml").unlink(),
    ),
    "target-changed call: search-service -> catalog-service": _text("compose.yaml", "//catalog-service", "//customer-service"),
    "unexpected event: inventory-service receive OrderCancelled": _json(_slice("inventory-service"), _hears_more),
    "missing event: search-service receive ProductChanged": _json(
        "fleet.json", lambda document: document["services"][1].pop("hears") and None
    ),
    "missing broker: notification-service -> nats": _json(_slice("notification-service"), _hears_nothing),
    "port-changed port: search-service": _all(
        _json("fleet.json", _set("services", "search-service", "port", 9081)),
        _text("kubernetes/base/search-service.yaml", "8081", "9081", -1),
    ),
    "replicas-changed replicas: order-service": _all(
        _json("fleet.json", _set("services", "order-service", "replicas", 5)),
        _text("kubernetes/base/order-service.yaml", "minReplicas: 3", "minReplicas: 5"),
    ),
    "data-moved database: order-service -> postgres/orders": _json(_slice("order-service"), _stored_elsewhere),
    "missing call: gateway -> payment-service": _json(
        "gateway/gateway.json", _without("routes", service="payment-service")
    ),
    "renamed service: customer-service": lambda shop: _renamed(shop, "customer-service", "people-service"),
}  # fmt: skip


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def _renamed(shop: Path, old: str, new: str) -> None:
    """Everywhere but in the model, as somebody who renames a service would."""
    for path in (*shop.rglob("*.json"), *shop.rglob("*.py"), *shop.glob("kubernetes/**/*.yaml")):
        text = path.read_text()
        if old in text:
            path.write_text(text.replace(old, new))
    for path in (shop / f"services/{old}", *shop.glob(f"kubernetes/*/{old}.yaml")):
        path.rename(path.with_name(path.name.replace(old, new)))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    copied = tmp_path / "shop"
    shutil.copytree(SHOP, copied, ignore=shutil.ignore_patterns(".skerry", "__pycache__", "tests"))
    (copied / "compose.yaml").write_text(COMPOSE)
    _text(SEARCH, "image: myregistry/search-service", "image: shop/search:1.4")(copied)
    _append(copied / "search/server.mjs", FETCH)
    _text("shop.arch.yaml", *MODEL)(copied)
    return copied


def _differences(shop: Path) -> list[str]:
    found = drift(Asked(shop, (shop,)))
    assert found.known, found.problems
    return [f"{row.kind} {row.what}: {row.about}" for row in found.differences]


def test_what_a_model_generates_does_not_differ_from_it(shop: Path) -> None:
    assert _differences(shop) == []


@pytest.mark.parametrize("difference", EDITS)
def test_each_edit_of_it_differs_once(difference: str, shop: Path) -> None:
    """Without the second deployment, which says the same: what stands there in two places is gone only where it is gone from both."""
    shutil.rmtree(shop / "compose")
    EDITS[difference](shop)
    assert _differences(shop) == [difference]
