"""What the audit of a run with kills would find: each kind of wrong is found, and nothing where all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.alive.audit import Saga, Stores, findings
from tests.alive.orders import DECLINED, GOOD, Market, Order

from skerry.run.issuer import Issuer

KEPT, UNDONE = "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9", "dbfdfe01-e820-5a7a-b040-1f8167b55199"
MARKET = Market(
    str, Issuer(Path(), "shop"), stock=5, orders=[Order("1", 2, GOOD, KEPT), Order("2", 3, DECLINED, UNDONE)]
)


@pytest.fixture
def stores() -> Stores:
    """Of two orders: one is fulfilled, one was declined."""
    return Stores(
        status={KEPT: "fulfilled", UNDONE: "cancelled"},
        payments=Counter({(KEPT, "taken"): 1}),
        refunds=0,
        reserved=Counter([KEPT]),
        shelf=(5, 2),
        shipments=Counter([KEPT]),
        messages=Counter(
            [f"Your order {each}: 1 items" for each in (KEPT, UNDONE)]
            + [f"Your order {KEPT} is on its way", f"Your order {UNDONE} is cancelled"]
        ),
        waiting=0,
        sagas=[Saga(KEPT, "confirmed"), Saga(UNDONE, "compensated", "Refused: the card is declined")],
    )


def test_nothing_where_all_is_well(stores: Stores) -> None:
    assert findings(stores, MARKET) == []


def twice(stores: Stores) -> Stores:
    return replace(stores, payments=Counter({(KEPT, "taken"): 2}))


def lost(stores: Stores) -> Stores:
    return replace(stores, status={UNDONE: "cancelled"}, sagas=stores.sagas[1:])


def half_undone(stores: Stores) -> Stores:
    return replace(stores, reserved=Counter([KEPT, UNDONE]))


def forgotten(stores: Stores) -> Stores:
    return replace(stores, sagas=stores.sagas[:1])


def begun_twice(stores: Stores) -> Stores:
    return replace(stores, sagas=[*stores.sagas, Saga(KEPT, "confirmed")])


def parked(stores: Stores) -> Stores:
    return replace(stores, sagas=[Saga(KEPT, "parked", "Unavailable: nobody knows"), stores.sagas[1]])


def running(stores: Stores) -> Stores:
    return replace(stores, sagas=[stores.sagas[0], Saga(UNDONE, "running")])


def other_outcome(stores: Stores) -> Stores:
    return replace(stores, sagas=[Saga(KEPT, "compensated"), stores.sagas[1]])


def unsent(stores: Stores) -> Stores:
    return replace(stores, waiting=3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (twice, f"order {KEPT}, fulfilled, has 2 payments taken, not 1"),
        (lost, f"order {KEPT} is lost"),
        (half_undone, f"order {UNDONE}, cancelled, has 1 reservations, not 0"),
        (forgotten, f"order {UNDONE} has 0 sagas"),
        (begun_twice, f"order {KEPT} has 2 sagas"),
        (parked, f"the saga of order {KEPT}, fulfilled, is parked: Unavailable: nobody knows"),
        (running, f"the saga of order {UNDONE}, cancelled, is running"),
        (other_outcome, f"the saga of order {KEPT}, fulfilled, is compensated"),
        (unsent, "3 rows wait in outboxes"),
    ],
)
def test_what_is_wrong_is_found(stores: Stores, wrong: Callable[[Stores], Stores], said: str) -> None:
    assert said in findings(wrong(stores), MARKET)
