"""One order is one trace: from the gateway through the saga, the outbox and the bus to everybody who hears of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from urllib.request import urlopen
from uuid import uuid4

import aiohttp
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.alive.audit import unfinished
from tests.alive.orders import DECLINED, Market
from tests.alive.shop import ROOT, Shop, until
from tests.generate.telemetry.promql import series

from skerry.generate.telemetry.exposed import METRICS
from skerry.run import control
from skerry.run.telemetry.received import Span
from skerry.run.telemetry.store import Store
from skerry.workbench.drift import Asked, drift


def test_one_order_is_one_trace(shop: Shop) -> None:
    spans = _ordered(shop, 1)
    assert {each.service for each in spans.values()} == {
        "gateway", "order-service", "catalog-service", "customer-service", "inventory-service", "payment-service",
        "fulfillment-service", "notification-service",
    }  # fmt: skip
    assert [each.service for each in spans.values() if each.parent not in spans] == ["gateway"]
    for wanted in (
        ("gateway", "order-service"),
        ("gateway", "place"),
        ("place", "saga reserve"),
        ("saga reserve", "inventory-service"),
        ("saga take", "payment-service"),
        ("saga confirm", "fulfillment-service"),
        ("fulfillment-service", "announceParcel"),
        ("fulfillment-service", "fulfil"),
        ("place", "confirmOrder"),
    ):
        assert any(_leads(spans, each, *wanted) for each in spans.values()), (
            f"nothing leads from {wanted[0]} to {wanted[1]}"
        )


def test_what_is_taken_back_is_in_the_trace_as_well(shop: Shop) -> None:
    spans = _ordered(shop, 3)
    assert [each.service for each in spans.values() if each.parent not in spans] == ["gateway"]
    assert any(_leads(spans, each, "saga reserve/undo", "inventory-service") for each in spans.values())
    assert any(_leads(spans, each, "place", "confirmCancellation") for each in spans.values())
    assert not any(each.service == "fulfillment-service" for each in spans.values())


def _ordered(shop: Shop, count: int) -> Mapping[str, Span]:
    """The spans of the last of so many orders, by their identifiers, once nothing is added any more."""
    market, trace = Market(lambda: shop.url, shop.issuer), uuid4().hex

    async def order() -> None:
        await market.open(count)  # the third is declined
        last = market.orders[-1]
        trace_context = f"00-{trace}-{'0' * 15}1-01"
        headers = {"Idempotency-Key": last.key, "traceparent": trace_context, **market.shown("/v2/orders")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{shop.url}/v2/orders", json=market.request(last), headers=headers) as answer,
        ):
            assert answer.status == 201
            last.id = (await answer.json())["id"]

    asyncio.run(order())
    assert count == 1 or market.orders[-1].card == DECLINED
    until(lambda: not unfinished(shop, market), "the order has ended")
    seen: list[int] = []

    def still() -> bool:
        """Spans arrive in bundles, and those of the last event after the order has ended."""
        control.ask(shop.place.control, {"ask": "flush"})
        seen.append(len(Store(shop.place.telemetry).trace(trace)))
        return len(seen) > 15 and len(set(seen[-15:])) == 1

    until(still, "nothing is added to the trace")
    return {each.id: each for each in Store(shop.place.telemetry).trace(trace)}


def _leads(spans: Mapping[str, Span], span: Span, above: str, below: str) -> bool:
    """Whether this span is the lower one, and the other is somewhere above it."""
    if below not in (span.service, span.name):
        return False
    over = spans.get(span.parent)
    while over:
        if above in (over.service, over.name):
            return True
        over = spans.get(over.parent)
    return False


def test_what_has_run_does_not_differ_from_its_model(shop: Shop) -> None:
    """The circle: generated, run, and read again, from code, manifests and traces."""
    _ordered(shop, 3)
    found = drift(Asked(shop.root, (shop.root,), (str(shop.root),)))
    assert found.found == ("code", "traces")
    assert [row.message for row in found.differences] == []
    unknown = (
        (shop.root / "shop.arch.yaml")
        .read_text()
        .replace("    calls:\n      catalog-service:  {", "    calls:\n      mail: {} #")
    )
    (shop.root / "less.arch.yaml").write_text(unknown)
    try:
        seen = drift(Asked(shop.root / "less.arch.yaml", traces=(str(shop.root),)))
    finally:
        (shop.root / "less.arch.yaml").unlink()
    assert [row.about for row in seen.differences] == ["order-service -> catalog-service"]


def test_dashboards_name_only_metrics_that_the_services_show(shop: Shop) -> None:
    """Names, kinds and labels are compared in both directions: what is shown and in no table would be watched by nobody."""
    _ordered(shop, 1)
    services = [each for each in shop.parts() if "plain" in each and each["name"].endswith("-service")]
    shown = {}
    for each in services:
        if each["name"] != "search-service":  # somebody else's, in another language
            with urlopen(f"{each['plain']}/metrics") as answer:
                for family in text_string_to_metric_families(answer.read().decode()):
                    labels = {frozenset(sample.labels) - {"le"} for sample in family.samples}
                    kind, known = shown.setdefault(family.name, (family.type, set()))
                    assert kind == family.type
                    known |= labels
    table = {each.name: each for each in METRICS}
    assert {name: kind for name, (kind, _) in shown.items()} == {name: each.kind for name, each in table.items()}
    assert all(labels <= {frozenset(table[name].labels)} for name, (_, labels) in shown.items())
    without = {name for name, (_, labels) in shown.items() if not labels}
    assert without <= {"skerry_sagas_parked", "skerry_sagas_running"}, (
        "no sample of these was seen: all sagas have ended"
    )
    names = {name for each in METRICS for name in each.series()}
    asked = {name for each in _queries() for name in series(each) if not name.startswith("slo:")}
    assert len(asked) > 20 and asked <= names | {"up", "ALERTS"}


def _queries() -> Iterator[str]:
    for path in (ROOT / "examples/shop/telemetry/grafana").glob("*.json"):
        for panel in json.loads(path.read_text())["panels"]:
            yield from (target["expr"] for target in panel.get("targets", ()))
