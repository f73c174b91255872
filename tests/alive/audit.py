"""What the shop's databases say at the end: what is lost, what is inconsistent, what happened twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text
from tests.alive.orders import Market, Order
from tests.alive.shop import Shop

SAGA_OF = {"fulfilled": "confirmed", "cancelled": "compensated"}  # how the saga of an order has ended that has ended so
ENDED = tuple(SAGA_OF)
WITH_OUTBOX = ("order", "payment", "inventory", "fulfillment", "notification", "customer", "catalog")
JOURNAL = "SELECT correlation, status, trim(reason || ' ' || parked) FROM saga"
DBOS = """SELECT s.correlation,
    CASE WHEN w.status = 'SUCCESS' THEN trim('"' FROM o.output)
        WHEN w.status IN ('PENDING', 'ENQUEUED') THEN COALESCE(s.status, 'running') ELSE w.status END,
    trim(s.reason || ' ' || s.parked)
    FROM dbos.workflow_status w LEFT JOIN skerry.saga s ON s.id = w.workflow_uuid
    LEFT JOIN dbos.workflow_output o ON o.workflow_uuid = w.workflow_uuid"""


@dataclass(frozen=True, slots=True)
class Saga:
    """That of an order, as its engine stores it: how far it is, and why if it did not go well."""

    order: str
    status: str
    reason: str = ""


@dataclass(slots=True)
class Stores:
    """All rows that matter, read service by service."""

    status: Mapping[str, str]
    payments: Counter[tuple[str, str]]
    refunds: int
    reserved: Counter[str]
    shelf: tuple[int, int]
    shipments: Counter[str]
    messages: Counter[str]
    waiting: int
    sagas: list[Saga]

    @classmethod
    def of(cls, shop: Shop, market: Market) -> Stores:
        """As they are now."""
        rows = _Reading(shop)
        product = market.product
        shelf = [row for row in rows("inventory", 'SELECT "productId", "onHand", reserved FROM inventory_items')]
        kept = {_id(key): (int(on_hand), int(reserved)) for key, on_hand, reserved in shelf}
        return cls(
            status=_status(rows),
            payments=Counter((_id(key), status) for key, status in rows("payment", 'SELECT "orderId", status FROM payments')),
            refunds=len(list(rows("payment", "SELECT id FROM refunds"))),
            reserved=Counter(_id(key) for (key,) in rows("inventory", 'SELECT "orderId" FROM reservations')),
            shelf=kept[_id(product)],
            shipments=Counter(_id(key) for (key,) in rows("fulfillment", 'SELECT "orderId" FROM shipments')),
            messages=Counter(subject for (subject,) in rows("notification", "SELECT subject FROM messages")),
            waiting=sum(
                count
                for name in WITH_OUTBOX
                for (count,) in rows(name, "SELECT count(*) FROM skerry_outbox WHERE published IS NULL")
            ),
            sagas=[Saga(_id(order) if order else "", status, reason or "") for order, status, reason in rows.sagas()],
        )  # fmt: skip

    @property
    def states(self) -> Counter[str]:
        """How many sagas are how far."""
        return Counter(each.status for each in self.sagas)


class _Reading:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def __call__(self, service: str, statement: str) -> list[Any]:
        return self._rows(self._shop.database(f"{service}-service"), statement)

    def sagas(self) -> list[Any]:
        """Order, status and reason of each, from the file or the tables of the engine."""
        file = self._shop.place.data / "order-service.sagas.db"
        return self._rows(f"sqlite:///{file}", JOURNAL) if file.exists() else self("order", DBOS)

    @staticmethod
    def _rows(url: str, statement: str) -> list[Any]:
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return list(connection.execute(text(statement)))
        finally:
            engine.dispose()


def _status(rows: _Reading) -> Mapping[str, str]:
    return {_id(key): status for key, status in rows("order", "SELECT id, status FROM orders")}


def _id(value: Any) -> str:
    return str(UUID(str(value)))


def unfinished(shop: Shop, market: Market) -> list[str]:
    """Accepted orders that have not come to their end, with what they are now."""
    status = _status(_Reading(shop))
    return [f"{each.id} {status.get(each.id, 'lost')}" for each in market.accepted if status.get(each.id) not in ENDED]


def findings(stores: Stores, market: Market) -> list[str]:
    """All that is wrong, in lines; [] where nothing is."""
    found = [line for order in market.accepted for line in _of(order, stores)]
    known = {each.id for each in market.accepted}
    found += [f"order {key} belongs to nobody" for key in stores.status if key not in known]
    kept = sum(each.quantity for each in market.accepted if stores.status.get(each.id) == "fulfilled")
    if stores.shelf != (market.stock, kept):
        found.append(f"on the shelf and promised are {stores.shelf}, and not {(market.stock, kept)}")
    back = sum(count for (_, status), count in stores.payments.items() if status == "refunded")
    if stores.refunds != back:
        found.append(f"{stores.refunds} refunds for {back} payments that were paid back")
    if stores.waiting:
        found.append(f"{stores.waiting} rows wait in outboxes")
    return [*found, *_of_sagas(stores)]


def _of(order: Order, stores: Stores) -> Iterator[str]:
    status = stores.status.get(order.id)
    if status is None:
        yield f"order {order.id} is lost"
        return
    if status not in ENDED or (order.declined and status != "cancelled"):
        yield f"order {order.id} is {status}{', though its card is declined' if order.declined else ''}"
        return
    good = int(status == "fulfilled")
    counted = {
        "payments taken": (stores.payments[order.id, "taken"], good),
        "reservations": (stores.reserved[order.id], good),
        "shipments": (stores.shipments[order.id], good),
        "messages of its arrival": (stores.messages[f"Your order {order.id}: 1 items"], 1),
        "messages of its parcel": (stores.messages[f"Your order {order.id} is on its way"], good),
        "messages of its end": (stores.messages[f"Your order {order.id} is cancelled"], 1 - good),
    }
    for what, (count, wanted) in counted.items():
        if count != wanted:
            yield f"order {order.id}, {status}, has {count} {what}, not {wanted}"


def _of_sagas(stores: Stores) -> Iterator[str]:
    """Each order has one saga, which has ended as the order has."""
    number = Counter(each.order for each in stores.sagas)
    for order in stores.status:
        if number[order] != 1:
            yield f"order {order} has {number[order]} sagas"
    for saga in stores.sagas:
        status = stores.status.get(saga.order, "unknown")
        if saga.status != SAGA_OF.get(status):
            yield f"the saga of order {saga.order}, {status}, is {saga.status}{f': {saga.reason}' if saga.reason else ''}"
