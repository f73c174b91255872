"""Shoppers who place many orders at once and note which of them were accepted; nothing is asked twice before that was checked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

import aiohttp

from skerry.run.issuer import Issuer

GOOD, DECLINED = "5f6b2c1d-98a7-4d7e-b1d8-3f2a9c4e1111", "5f6b2c1d-98a7-4d7e-b1d8-3f2a9c4e0002"
ADDRESS = {"street": "Oudegracht 12", "city": "Utrecht", "postcode": "3511 AB", "country": "NL"}
SHOPPERS = 8
ANSWER = 10.0  # seconds for one request
BACK = 120.0  # seconds within which a shop that does not answer has to do so again


@dataclass(slots=True)
class Order:
    """One that somebody wants; `id` once it is accepted."""

    key: str
    quantity: int
    card: str
    id: str = ""
    answers: list[str] = field(default_factory=list)

    @property
    def declined(self) -> bool:
        """Whether its card is."""
        return self.card == DECLINED


@dataclass(slots=True)
class Market:
    """Who orders what, and what came of asking. `address` gives the gateway's, which may change; `issuer` signs who asks."""

    address: Callable[[], str]
    issuer: Issuer
    customer: str = ""
    product: str = ""
    stock: int = 0
    orders: list[Order] = field(default_factory=list)

    async def open(self, count: int) -> None:
        """A customer, a product, and enough of it; a fifth of the orders will be paid with a declined card."""
        self.orders = [Order(str(uuid4()), 1 + at % 3, DECLINED if at % 5 == 2 else GOOD) for at in range(count)]
        self.stock = sum(each.quantity for each in self.orders)
        async with aiohttp.ClientSession() as session:
            self.customer = (await self.done(session, "/v1/customers", {"name": "Ada", "email": "ada@example.com"}))[
                "id"
            ]
            tea = await self.done(session, "/v1/categories", {"name": "Tea"})
            price = {"amount": "12.50", "currency": "EUR"}
            product = {"name": "Sencha", "description": "Green tea", "price": price, "categoryId": tea["id"]}
            self.product = (await self.done(session, "/v1/products", product))["id"]
            moved = {"warehouseId": str(uuid4()), "quantity": self.stock}
            await self.done(session, f"/v1/items/{self.product}/movements", moved)

    async def place(self, wanted: list[Order], progress: Callable[[int], None] = lambda count: None) -> None:
        """Asks once for each order; `progress` hears how many were asked for, and ends it by an error.

        Raises:
            AssertionError: the shop does not answer any more, or not in time.
        """
        waiting, asked, within = iter(wanted), 0, BACK + len(wanted)

        async def shopper(session: aiohttp.ClientSession) -> None:
            nonlocal asked
            for order in waiting:
                status, body, after = await self.asked(session, "/v2/orders", self.request(order), order.key)
                order.answers.append(f"{status} {'' if status == 201 else json.dumps(body)}")
                asked += 1
                progress(asked)
                if status == 201:
                    order.id = body["id"]
                else:
                    await asyncio.sleep(after)
                    await self._answers(session)

        try:
            async with asyncio.timeout(within) as limit, aiohttp.ClientSession() as session:
                await asyncio.gather(*(shopper(session) for _ in range(SHOPPERS)))
        except TimeoutError:
            assert not limit.expired(), f"only {asked} of {len(wanted)} orders were asked for within {within:g} s"
            raise

    def request(self, order: Order) -> dict[str, Any]:
        """What is sent."""
        item = {"productId": self.product, "quantity": order.quantity, "price": {"amount": "1.00", "currency": "EUR"}}
        return {"customerId": self.customer, "items": [item], "shipTo": ADDRESS, "paymentMethodId": order.card}

    def shown(self, path: str) -> dict[str, str]:
        """Who asks: the customer, or the warehouse for what is its business."""
        role = "warehouse" if path.startswith("/v1/items") else "customer"
        return {"Authorization": f"Bearer {self.issuer.token(self.customer or 'somebody', (role,))}"}

    @property
    def accepted(self) -> list[Order]:
        """Those whose identifier was answered."""
        return [each for each in self.orders if each.id]

    @property
    def unanswered(self) -> list[Order]:
        """Those of which nobody knows."""
        return [each for each in self.orders if not each.id]

    async def done(self, session: aiohttp.ClientSession, path: str, body: Any) -> dict[str, Any]:
        """A command that has to succeed, as nothing is killed yet; a slow shop is asked again, under the same key."""
        key = str(uuid4())
        for _ in range(10):
            status, found, after = await self.asked(session, path, body, key)
            if status == 201:
                return dict(found)
            await asyncio.sleep(after)
        raise AssertionError(f"{path}: {status} {found}")

    async def asked(self, session: aiohttp.ClientSession, path: str, body: Any, key: str) -> tuple[int, Any, float]:
        """The answer to one command, 0 where there is none, and how many seconds the shop asks to wait before the next."""
        try:
            async with session.post(
                self.address() + path,
                json=body,
                headers={"Idempotency-Key": key, **self.shown(path)},
                timeout=aiohttp.ClientTimeout(ANSWER),
            ) as answer:
                after = min(ANSWER, float(answer.headers.get("Retry-After", 1)))
                return answer.status, json.loads(await answer.text() or "null"), after
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return 0, str(error) or type(error).__name__, 0.0

    async def _answers(self, session: aiohttp.ClientSession) -> None:
        """Waits, as a shopper would, until the shop answers again."""
        until, last = monotonic() + BACK, ""
        while monotonic() < until:
            await asyncio.sleep(0.25)
            try:
                async with session.get(
                    self.address() + "/v2/orders?limit=1",
                    headers=self.shown("/v2/orders"),
                    timeout=aiohttp.ClientTimeout(ANSWER),
                ) as answer:
                    if answer.status == 200:
                        return
                    last = f"{answer.status} {(await answer.text())[:300]}"
            except (aiohttp.ClientError, TimeoutError) as error:
                last = str(error) or type(error).__name__
        raise AssertionError(f"the shop has not answered again within {BACK:g} s: {last}")
