"""GraphQL beside REST: the same product read from one service, and one query over three services beside the requests it stands for.

`python -m benchmarks faces-graphql`. The shop runs as `skerry run` starts it, without traces and with the plain gateway; 8 kept connections
on the same machine ask services and the composed endpoint directly. Medians of three rounds in which the ways take turns. CPU is of all
processes that answer.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from benchmarks.measure import processor, table
from benchmarks.running import SHOP
from skerry.run import control
from skerry.run.place import Place

CONNECTIONS, ROUNDS, SECONDS, ORDERS = 8, 3, 2.0, 10
ONE = "query($id: ID!) { product(id: $id) { id name description price { amount currency } category { id name } variants { sku } } }"
THREE = """query($n: Int!) { orders(first: $n) { nodes { id status total { amount } customer { name } items { quantity
    product { name price { amount } } } } } }"""


def main() -> None:
    """One table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        subprocess.run(["cp", "-r", str(SHOP), str(root)], check=True)
        command = [
            sys.executable,
            "-m",
            "skerry",
            "run",
            str(root),
            "--quiet",
            "--gateway",
            "python",
            "--bus",
            "sqlite",
            "--trust",
            "off",
        ]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            print(asyncio.run(_measured(Place.of(root))))
        finally:
            running.terminate()
            running.wait()


async def _measured(place: Place) -> str:
    parts = await _up(place)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        product, orders = await _filled(session, parts)
        catalog, graph = parts["catalog-service"]["url"], parts["supergraph"]["url"]
        rest = f"{parts['order-service']['url']}/v2/orders?limit={ORDERS}"

        async def by_hand() -> None:
            """What a page without GraphQL asks for: the orders, then each customer and each product of them."""
            found = await _got(session, rest)
            people = {each["customerId"] for each in found["items"]}
            things = {item["productId"] for each in found["items"] for item in each["items"]}
            urls = [f"{parts['customer-service']['url']}/v1/customers/{each}" for each in people]
            urls += [f"{catalog}/v1/products/{each}" for each in things]
            await asyncio.gather(*(_got(session, url) for url in urls))

        ways = {
            "one product, REST": ((lambda: _got(session, f"{catalog}/v1/products/{product}")), ("catalog-service",)),
            "one product, GraphQL": ((lambda: _asked(session, catalog, ONE, id=product)), ("catalog-service",)),
            "one product, composed": (
                (lambda: _asked(session, graph, ONE, id=product)),
                ("catalog-service", "supergraph"),
            ),
            f"{ORDERS} orders, {orders} requests of REST": (
                by_hand,
                ("catalog-service", "customer-service", "order-service"),
            ),
            f"{ORDERS} orders, composed": (
                (lambda: _asked(session, graph, THREE, n=ORDERS)),
                ("catalog-service", "customer-service", "order-service", "supergraph"),
            ),
        }
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, (way, of) in ways.items():
                taken[name].append(await _load(way, [parts[each]["pid"] for each in of]))
    rows = []
    for name, found in taken.items():
        rate, cpu, middle = (statistics.median(each) for each in zip(*found, strict=True))
        rows.append([name, f"{rate:.0f}", f"{cpu:.2f}", f"{middle:.1f}"])
    return table(("", "times/s", "CPU ms", "p50 ms"), rows)


async def _load(way: Any, pids: list[int]) -> tuple[float, float, float]:
    """Times a second, CPU milliseconds each, and the median of how long one took, in milliseconds."""
    until, took, used = time.monotonic() + SECONDS, list[float](), sum(map(processor, pids))

    async def one() -> None:
        while (began := time.monotonic()) < until:
            await way()
            took.append(time.monotonic() - began)

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return len(took) / SECONDS, 1000 * (sum(map(processor, pids)) - used) / len(took), 1000 * statistics.median(took)


async def _up(place: Place) -> dict[str, Any]:
    for _ in range(600):
        try:
            parts = control.ask(place.control, {"ask": "ps"}, timeout=20)["parts"]
        except (control.NotRunning, OSError):
            parts = []
        found = {each["name"]: each for each in parts}
        if "supergraph" in found and all(each["state"] == "ready" for each in parts):
            return found
        await asyncio.sleep(0.1)
    raise RuntimeError("the shop is not up within a minute")


async def _filled(session: aiohttp.ClientSession, parts: dict[str, Any]) -> tuple[str, int]:
    """A product, and how many requests the orders stand for."""

    async def made(service: str, path: str, body: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid4())}
        async with session.post(parts[service]["url"] + path, json=body, headers=headers) as answer:
            found = await answer.json()
            if answer.status != 201:
                raise RuntimeError(f"{path}: {found}")
            return found

    tea = (await made("catalog-service", "/v1/categories", {"name": "Tea"}))["id"]
    price = {"amount": "2.50", "currency": "EUR"}
    said = {"name": "Sencha", "description": "Green tea", "price": price, "categoryId": tea}
    products = [(await made("catalog-service", "/v1/products", said))["id"] for _ in range(5)]
    people = [
        (await made("customer-service", "/v1/customers", {"name": "Ada", "email": "ada@example.com"}))["id"]
        for _ in range(3)
    ]
    address = {"street": "s", "city": "c", "postcode": "p", "country": "NL"}
    for at in range(ORDERS):
        items = [{"productId": products[(at + each) % 5], "quantity": 1, "price": price} for each in range(2)]
        order = {"customerId": people[at % 3], "items": items, "shipTo": address, "paymentMethodId": tea}
        await made("order-service", "/v2/orders", order)
    return products[0], 1 + len(people) + len(products)


async def _got(session: aiohttp.ClientSession, url: str) -> Any:
    async with session.get(url) as answer:
        answer.raise_for_status()
        return await answer.json()


async def _asked(session: aiohttp.ClientSession, url: str, query: str, **variables: Any) -> None:
    async with session.post(f"{url}/graphql", json={"query": query, "variables": variables}) as answer:
        found = await answer.json(content_type=None)
        if "errors" in found:
            raise RuntimeError(str(found["errors"][:1]))


if __name__ == "__main__":
    main()
