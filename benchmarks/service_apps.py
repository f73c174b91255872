"""The servers that `benchmarks.service` compares."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, Text, Uuid, bindparam, insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from skerry_runtime import spec
from skerry_runtime.service import Service, main
from skerry_runtime.service.listening import listening
from skerry_runtime.service.runner import _told
from skerry_runtime.store import Work, open_database
from skerry_runtime.store.answers import Stored, find, keep

KINDS = ("bare", "order", "plain", "ours")
BODY = (
    b'{"customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9", "items": [{"productId": "dbfdfe01-e820-5a7a-b040-1f8167b55199",'
    b' "quantity": 3, "price": {"amount": "49.90", "currency": "EUR"}}, {"productId": "22a71adc-793d-5ffc-8cbe-5a5e1b0ec241",'
    b' "quantity": 1, "price": {"amount": "9.90", "currency": "EUR"}}],'
    b' "shipTo": {"street": "Oudegracht 12", "city": "Utrecht", "postcode": "3511 AB", "country": "NL"}}'
)


class Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Money(Record):
    amount: Decimal
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Item(Record):
    productId: UUID
    quantity: Annotated[int, Field(ge=1)]
    price: Money


class Address(Record):
    street: str
    city: str
    postcode: str
    country: str


class CreateOrder(Record):
    customerId: UUID
    items: Annotated[list[Item], Field(max_length=1000)]
    shipTo: Address


class Order(Record):
    id: UUID
    customerId: UUID
    items: list[Item]
    total: Money
    shipTo: Address
    status: str


class OrderCreated(Record):
    orderId: UUID
    customerId: UUID
    total: Money


metadata = MetaData()
ORDERS = Table(
    "orders", metadata,
    Column("id", Uuid, primary_key=True), Column("customerId", Uuid), Column("items", JSON), Column("total", JSON),
    Column("shipTo", JSON), Column("status", String), Column("row_version", Integer),
)  # fmt: skip
OUTBOX = Table("outbox", metadata, Column("seq", Integer, primary_key=True), Column("id", String), Column("body", Text))
FIND = select(ORDERS).where(ORDERS.c.id == bindparam("at"))


def made(id_: UUID, request: CreateOrder) -> Order:
    total = Money(amount=sum((each.price.amount * each.quantity for each in request.items), Decimal()), currency="EUR")
    return Order(
        id=id_, customerId=request.customerId, items=request.items, total=total, shipTo=request.shipTo, status="pending"
    )


class Outbox:
    async def publish(self, connection: Any, events: Sequence[Any]) -> None:
        await connection.execute(insert(OUTBOX), [{"id": each.id, "body": each.encoded().decode()} for each in events])

    async def start(self, connection: Any, saga: str, identifier: str, start: Any) -> None:
        raise NotImplementedError

    def committed(self) -> None:
        pass


class Behaviour:
    def __init__(self, work: Work[None]) -> None:
        self.work, self.orders = work, work.repository(Order)

    async def place(self, request: CreateOrder) -> Order:
        order = made(self.work.call.new_id("Order"), request)
        await self.orders.add(order)
        self.work.publish(OrderCreated(orderId=order.id, customerId=order.customerId, total=order.total))
        return order

    async def get(self, id: UUID) -> Order:  # noqa: A002
        return await self.orders.get(id)


def ours(folder: Path) -> Service:
    """The runtime's, generated into this folder as far as it reads from there: `service.json`, and the document that bodies are held to."""
    key = spec.Parameter("id", "path", {"type": "string", "format": "uuid"})
    operations = (
        spec.Operation(
            "place", (spec.Route("v1", "POST", "/orders", input="CreateOrder", output="Order"),), "CreateOrder", "Order",
            status=201, entity="Order", emits=(("OrderCreated",),), locates="/orders/{id}",
        ),
        spec.Operation("get", (spec.Route("v1", "GET", "/orders/{id}", (key,), output="Order"),), output="Order", entity="Order"),
    )  # fmt: skip
    service = spec.Spec(
        spec.SCHEMA, "shop", "order-service", "orders", versions=(spec.Version("v1"),), operations=operations,
        entities=(spec.Entity("Order", "orders"),), rates=spec.Rates(10_000_000, 60),
        events=(spec.Event("OrderCreated", "OrderCreated", "shop.orders.OrderCreated", "https://x", "orderId"),),
    )  # fmt: skip
    kinds: dict[str, type[BaseModel]] = {"Order": Order, "CreateOrder": CreateOrder, "OrderCreated": OrderCreated}
    (folder / "contract").mkdir(parents=True)
    (folder / "contract" / "openapi.v1.json").write_bytes(msgspec.json.encode(_document()))
    (folder / "service.json").write_bytes(msgspec.json.encode(service))
    return Service(folder, messages=kinds, behaviour=Behaviour, tables=metadata, outbox=Outbox())


def _document() -> dict[str, Any]:
    kinds = TypeAdapter(CreateOrder).json_schema(ref_template="#/components/schemas/{model}")
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateOrder"}}}}
    schemas = {**kinds.pop("$defs"), "CreateOrder": kinds}
    return {
        "openapi": "3.1.0", "info": {"title": "order-service", "version": "v1"}, "components": {"schemas": schemas},
        "paths": {"/orders": {"post": {"operationId": "place", "requestBody": body, "responses": {}}}},
    }  # fmt: skip


def _row(order: Order) -> dict[str, Any]:
    nested = order.model_dump(mode="json", include={"items", "total", "shipTo"})
    return {"id": order.id, "customerId": order.customerId, "status": order.status, "row_version": 1, **nested}


def bare(url: str, *, whole: bool = True) -> FastAPI:
    """FastAPI over the runtime's store; `whole`: a POST reads and writes the same rows as ours does, else the order alone."""
    store: dict[str, Any] = {}

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        store["db"] = database = await open_database(url, "bare")
        await database.write(metadata.create_all)
        yield
        await database.close()

    app = FastAPI(lifespan=living)

    @app.get("/v1/orders/{id}")
    async def get(id: UUID) -> Order:  # noqa: A002
        row = await store["db"].peek(lambda connection: connection.execute(FIND, {"at": id}).first())
        if row is None:
            raise HTTPException(404)
        return Order.model_validate(dict(row._mapping))

    @app.post("/v1/orders", status_code=201)
    async def place(request: CreateOrder, idempotency_key: Annotated[str, Header()]) -> Order:
        order = made(uuid4(), request)
        if whole and await store["db"].peek(lambda connection: find(connection, idempotency_key)):
            raise HTTPException(409)

        def write(connection: Connection) -> None:
            connection.execute(insert(ORDERS), _row(order))
            if whole:
                body = order.model_dump_json().encode()
                keep(
                    connection,
                    idempotency_key,
                    "place",
                    Stored(201, (("content-type", "application/json"),), body, "f"),
                )
                connection.execute(insert(OUTBOX), {"id": str(order.id), "body": body.decode()})

        await store["db"].write(write)
        return order

    return app


def plain(url: str) -> FastAPI:
    engine = create_async_engine(url)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            await connection.run_sync(metadata.create_all)
        yield

    app = FastAPI(lifespan=living)

    @app.get("/v1/orders/{id}")
    async def get(id: UUID) -> Order:  # noqa: A002
        async with engine.connect() as connection:
            row = (await connection.execute(FIND, {"at": id})).first()
        if row is None:
            raise HTTPException(404)
        return Order.model_validate(dict(row._mapping))

    @app.post("/v1/orders", status_code=201)
    async def place(request: CreateOrder) -> Order:
        order = made(uuid4(), request)
        async with engine.begin() as connection:
            await connection.execute(insert(ORDERS), _row(order))
        return order

    return app


def _serve(app: FastAPI) -> None:
    socket = listening("127.0.0.1", 0)
    _told(os.environ["SKERRY_READY"], socket.getsockname()[1], {})
    config = uvicorn.Config(app, http="httptools", loop="uvloop", access_log=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[socket])


if __name__ == "__main__":
    Path(os.environ["SKERRY_READY"]).parent.mkdir(exist_ok=True)
    if sys.argv[1] == "ours":
        sys.exit(main(ours(Path(os.environ["SKERRY_READY"]).parent / "ours")))
    apps: dict[str, Callable[[str], Any]] = {"bare": bare, "order": partial(bare, whole=False), "plain": plain}
    _serve(apps[sys.argv[1]](os.environ["DATABASE_URL"]))
