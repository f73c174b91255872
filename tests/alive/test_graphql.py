"""The composed endpoint of the running shop: one query over three services, through the gateway, in one trace."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import aiohttp
from tests.alive.orders import Market
from tests.alive.shop import Shop

QUERY = """query($n: Int!) { orders(first: $n) { nodes {
    id customer { name } items { quantity product { name price { amount currency } category { name } } } } } }"""


async def asked(session: aiohttp.ClientSession, market: Market, query: str, **variables: Any) -> tuple[Any, str]:
    said, headers = (
        {"query": query, "variables": variables},
        {"Idempotency-Key": str(uuid4()), **market.shown("/graphql")},
    )
    async with session.post(f"{market.address()}/graphql", json=said, headers=headers) as answer:
        return await answer.json(content_type=None), answer.headers["Content-Type"]


def test_one_query_reaches_three_services(shop: Shop) -> None:
    market = Market(lambda: shop.url, shop.issuer)

    async def story() -> None:
        await market.open(2)
        await market.place(market.orders)
        async with aiohttp.ClientSession() as session:
            found, kind = await asked(session, market, QUERY, n=100)
            assert kind.startswith("application/graphql-response+json")
            assert "errors" not in found, found
            mine = [
                each for each in found["data"]["orders"]["nodes"] if each["id"] in {of.id for of in market.accepted}
            ]
            assert len(mine) == 2
            assert {each["customer"]["name"] for each in mine} == {"Ada"}
            price = {"amount": "12.50", "currency": "EUR"}
            product = {"name": "Sencha", "price": price, "category": {"name": "Tea"}}
            assert [item["product"] for each in mine for item in each["items"]] == [product, product]
            register = (
                'mutation { registerCustomer(input: { name: "Bo", email: "bo@example.com" }) { customer { name } } }'
            )
            found, _ = await asked(session, market, register)
            assert found == {"data": {"registerCustomer": {"customer": {"name": "Bo"}}}}
            async with session.post(f"{shop.url}/graphql", json={"query": QUERY, "variables": {"n": 1}}) as answer:
                refused = await answer.json(content_type=None)
                assert {each["extensions"]["status"] for each in refused["errors"]} == {401}
            async with session.post(f"{shop.url}/order-service/graphql", json={"query": "{ __typename }"}) as answer:
                assert answer.status == 404  # subgraphs are for the composed endpoint alone

    asyncio.run(story())
