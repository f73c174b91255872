"""Processes die with kill -9 while orders come in; every accepted order is fulfilled or cancelled, and nothing happens twice."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from tests.alive.audit import SAGA_OF, Stores, findings, unfinished
from tests.alive.orders import Market
from tests.alive.shop import PATIENCE, Shop, until

FULL = int(os.environ.get("SKERRY_CRASH", "0"))  # so many orders, on everything that sagas and events can run on
END = 45.0 + FULL / 4  # seconds until every order has ended, and until everything else has
PAUSE = 0.5  # seconds between two looks at all stores
BASE = ("payment-service", "order-service", "gateway", "supervisor")
WAYS = {
    "sqlite": ("--bus", "sqlite"),
    "nats": ("--bus", "nats"),
    "postgres": ("--bus", "nats", "--stores", "postgres", "--engine", "dbos"),
}


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Shop]:
    shop = Shop(folder, "--gateway", "python", *options)
    try:
        yield shop.start()
    except AssertionError:
        sys.stdout.write(shop.logs(30))
        raise
    finally:
        shop.stop()


def test_a_called_service_and_the_owner_of_sagas_are_killed(tmp_path: Path) -> None:
    with running(tmp_path, *WAYS["sqlite"]) as shop:
        shaken(shop, 40, ("payment-service", "order-service"))


@pytest.mark.skipif(not FULL, reason="`make crash` runs it, with 1,000 orders")
@pytest.mark.parametrize("way", list(WAYS))
def test_every_kind_of_process_is_killed_in_turn(way: str, tmp_path: Path) -> None:
    victims = BASE if way == "sqlite" else (*BASE[:2], "nats", *BASE[2:])
    with running(tmp_path, *WAYS[way]) as shop:
        shaken(shop, FULL, victims)


def shaken(shop: Shop, count: int, victims: tuple[str, ...]) -> None:
    """Places so many orders while the victims are killed in turn, and looks at everything at the end."""
    market, began = Market(lambda: shop.url, shop.issuer), monotonic()
    asyncio.run(market.open(count))
    killers = Killers(shop, victims, count)
    asyncio.run(market.place(market.orders, killers.progress))
    killers.done()
    placed, first = monotonic(), len(market.accepted)
    assert market.accepted
    # What was accepted is looked at before anything is asked for again.
    ended(shop, market)
    for _ in range(5):
        asyncio.run(market.place(market.unanswered))
    assert not market.unanswered, f"never accepted: {[each.answers for each in market.unanswered][:5]}"
    settled(shop, market)
    stores = Stores.of(shop, market)
    given_up = sum(stores.status[each.id] == "cancelled" for each in market.accepted if not each.declined)
    sys.stdout.write(
        f"{count} orders, {first} of them accepted at once, {len(victims)} kills; {given_up} good ones given up; "
        f"placed in {placed - began:.0f} s, ended after {monotonic() - began:.0f} s; sagas: {dict(stores.states)}\n"
    )
    assert given_up < count // 2, "most orders with a good card are fulfilled, whatever dies"


def ended(shop: Shop, market: Market) -> None:
    """Every accepted order has come to its end."""
    end = monotonic() + END
    while (left := unfinished(shop, market)) and monotonic() < end:
        threading.Event().wait(PAUSE)
    if left:
        under_way = [each for each in Stores.of(shop, market).sagas if each.status not in SAGA_OF.values()]
        raise AssertionError(
            f"{len(left)} of {len(market.accepted)} orders have not ended within {END:g} s: {left[:5]}, {under_way[:5]}"
        )


def settled(shop: Shop, market: Market) -> None:
    """Nothing is wrong, once what is under way has arrived."""
    end = monotonic() + END
    while (found := findings(Stores.of(shop, market), market)) and monotonic() < end:
        threading.Event().wait(PAUSE)
    assert not found, f"{len(found)} findings, {END:g} s after all orders had ended:\n" + "\n".join(found[:40])


class Killers:
    """Kill one victim after the other, as the orders come in, each in a thread of its own: shoppers don't wait for it."""

    def __init__(self, shop: Shop, victims: tuple[str, ...], count: int) -> None:
        self._shop = shop
        self._due = [((at + 1) * count // (len(victims) + 1), name) for at, name in enumerate(victims)]
        self._running: list[threading.Thread] = []
        self._failed: list[BaseException] = []
        self._turn = threading.Lock()

    def progress(self, count: int) -> None:
        """Hears how many orders were asked for; ends it where somebody could not be killed, or has not come back."""
        assert not self._failed, self._failed
        while self._due and count >= self._due[0][0]:
            victim = self._due.pop(0)[1]
            thread = threading.Thread(target=self._kill, args=(victim,), name=victim, daemon=True)
            thread.start()
            self._running.append(thread)

    def done(self) -> None:
        """Waits for them, and says what did not work."""
        for each in self._running:
            each.join(3 * PATIENCE)
            assert not each.is_alive(), f"{each.name} has not come back within {3 * PATIENCE:g} s"
        assert not self._failed, self._failed
        assert not self._due

    def _kill(self, name: str) -> None:
        try:
            with self._turn:
                until(self._ready(name), f"{name} runs")
                if name == "supervisor":
                    self._shop.kill_supervisor()
                    self._shop.start()
                else:
                    self._shop.kill(name)
        except BaseException as error:
            self._failed.append(error)

    def _ready(self, name: str) -> Callable[[], bool]:
        return lambda: (
            name == "supervisor"
            or any(each["name"] == name and each["state"] == "ready" for each in self._shop.parts())
        )
