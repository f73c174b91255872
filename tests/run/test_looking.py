"""A running shop, looked into and disturbed by the commands."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from tests.run.system import PLAIN, SHOP, System, copied, running, skerry, until

from skerry_runtime.bus import happened, open_bus

SERVICES = {
    "catalog-service", "search-service", "order-service", "fulfillment-service", "customer-service", "payment-service",
    "inventory-service", "notification-service",
}  # fmt: skip

TRACE = "5ce1f2a0c4b34e0f9d8a7b6c5d4e3f21"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(copied(SHOP, tmp_path_factory.mktemp("run") / "shop"), *PLAIN, "--quiet", "--trust", "off") as found:
        yield found


@pytest.fixture(scope="module")
def order(shop: System) -> str:
    """An order that has become true, by its id."""
    money = {"amount": "12.50", "currency": "EUR"}
    ada = made(shop, "/v1/customers", {"name": "Ada", "email": "ada@example.com"})
    tea = made(shop, "/v1/categories", {"name": "Tea"})
    sencha = made(shop, "/v1/products", {"name": "Sencha", "description": "green", "price": money, "categoryId": tea})
    warehouse = "7a52f9a4-0a3c-4a57-8f3c-0f1f6a1f9d01"
    made(shop, f"/v1/items/{sencha}/movements", {"warehouseId": warehouse, "quantity": 10})
    address = {"street": "Oudegracht 12", "city": "Utrecht", "postcode": "3511 AB", "country": "NL"}
    items = [{"productId": sencha, "quantity": 2, "price": money}]
    ordered = {
        "customerId": ada,
        "items": items,
        "shipTo": address,
        "paymentMethodId": "5f6b2c1d-98a7-4d7e-b1d8-3f2a9c4e1111",
    }
    identifier = made(shop, "/v2/orders", ordered, traceparent=f"00-{TRACE}-{TRACE[:16]}-01")
    until(lambda: (shop.request("GET", f"/v2/orders/{identifier}")[1] or {}).get("status") == "fulfilled", "shipped")
    return identifier


def made(shop: System, path: str, body: Any, **headers: str) -> str:
    status, found = shop.request("POST", path, body, **headers)
    assert status == 201, found
    return str(found.get("id", ""))


def test_ps_shows_every_part_and_what_it_costs(shop: System) -> None:
    ran = shop.ask("ps")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.splitlines()[-1].endswith("MB in all")
    parts = shop.parts()
    assert parts.pop("identity")["state"] == "ready"  # no process: it is called for a moment at a time
    assert set(parts) == {*SERVICES, "supergraph", "gateway", "zygote", "supervisor"}
    assert all(part["state"] == "ready" and part["pid"] and part["memory"] > 1e6 for part in parts.values())
    assert sum(part["memory"] for part in parts.values()) < 600e6, "a tenth of what eleven programs would take"
    assert (
        json.loads(shop.ask("ps", "--format", "json", "--limit", "1", "--fields", "name").stdout)["bounds"]["hidden"]
        == 12
    )


def test_a_second_run_says_that_the_first_one_runs(shop: System) -> None:
    ran = skerry("run", str(shop.folder), *PLAIN)
    assert ran.returncode == 2
    assert f"this system is running already, as process {shop.process.pid}: stop it with `skerry stop`" in ran.stderr


def test_one_order_is_one_saga_one_trace_and_its_events(shop: System, order: str) -> None:
    sagas = json.loads(shop.ask("sagas", "--format", "json").stdout)["sagas"]
    saga = next(each for each in sagas if each["start"]["output"]["id"] == order)
    assert (saga["service"], saga["saga"], saga["status"]) == ("order-service", "OrderCreation", "confirmed")
    shown = shop.ask("sagas", "show", saga["id"][:13])
    assert shown.returncode == 0 and "reserve" in shown.stdout and "confirm" in shown.stdout
    events = json.loads(shop.ask("events", "--format", "json").stdout)["events"]
    kinds = [each["event"]["type"] for each in events if order in json.dumps(each["event"]["data"])]
    assert kinds.index("shop.orders.order-created.v2") < kinds.index("shop.orders.order-confirmed.v1")
    assert all(each["published"] for each in events)
    tree = until(lambda: "fulfil" in (text := shop.ask("trace", TRACE[:12]).stdout) and text)
    assert tree.startswith(f"trace {TRACE}: ") and "saga reserve" in tree and "payment-service" in tree
    spans = json.loads(shop.ask("trace", "--find", order, "--format", "json").stdout)["spans"]
    assert spans and all(span["name"].startswith("GET /v2/orders") for span in spans), (
        "it is named where it was asked for"
    )


def test_journals_are_counted_checked_and_copied(shop: System, order: str, tmp_path: Path) -> None:
    found = json.loads(shop.ask("sagas", "stats", "--format", "json").stdout)["services"]["order-service"]
    assert found["ended"] >= 1 and found["commits"] > 3 and found["lease"] > 0 and not found["trouble"]
    assert "order-service" in shop.ask("sagas", "stats").stdout
    with urlopen(f"{shop.parts()['order-service']['plain']}/metrics") as answer:
        assert 'skerry_sagas_lease_seconds{engine="journal"} ' in answer.read().decode()
    checked = shop.ask("sagas", "check")
    assert checked.returncode == 0 and "order-service: " in checked.stdout and "no faults" in checked.stdout
    ran = shop.ask("sagas", "backup", str(tmp_path / "monday"))
    assert ran.stdout == f"{tmp_path}/monday/order-service.sagas.db\n", ran.stderr
    assert (tmp_path / "monday/order-service.sagas.db").stat().st_size > 4096
    again = shop.ask("sagas", "backup", str(tmp_path / "monday"))
    assert again.returncode == 2 and "exists already; name a new file" in again.stderr
    assert shop.ask("sagas", "list", "--waiting").stdout == "no sagas\n"


def test_sagas_that_are_not_parked_are_left_alone(shop: System, order: str) -> None:
    identifier = json.loads(
        shop.ask("sagas", "list", "--status", "confirmed", "--limit", "1", "--format", "json").stdout
    )["sagas"][0]["id"]
    ran = shop.ask("sagas", "retry", identifier)
    assert ran.returncode == 2 and "parked" in ran.stderr
    assert shop.ask("sagas", "list", "--status", "parked").stdout == "no sagas\n"
    nobody = shop.ask("sagas", "show", "ffffffff")
    assert nobody.returncode == 2 and "there is no saga 'ffffffff'" in nobody.stderr


def test_dead_letters_are_shown_and_replayed(shop: System) -> None:
    async def poison() -> None:
        bus = await open_bus(f"sqlite:///{shop.folder}/.skerry/run/bus.db")
        await bus.publish([happened("shop.orders.shipped.v1", "/tests", {"orderId": "no uuid"}, key="x")])
        await bus.close()

    assert shop.ask("events", "dead").returncode == 0
    asyncio.run(poison())
    letters = until(lambda: json.loads(shop.ask("events", "dead", "order-service", "--format", "json").stdout)["dead"])
    assert letters[0]["group"] == "order-service" and "no uuid" in letters[0]["body"]
    assert shop.ask("events", "dead").returncode == 1, "dead letters are findings"
    ran = shop.ask("events", "replay", "order-service", letters[0]["id"])
    assert (ran.returncode, ran.stdout) == (0, "1 given to order-service once more\n")
    assert shop.ask("events", "replay", "nobody").returncode == 2


def test_the_operators_face_is_for_this_machine_and_not_for_pages(shop: System) -> None:
    url = shop.parts()["order-service"]["plain"]  # nobody has a certificate for it
    assert shop.request("GET", "/operator/sagas", url=url)[0] == 403, "no page of a browser may set the header"
    assert shop.request("GET", "/operator/sagas", url=url, **{"Skerry-Operator": "1"})[0] == 200
    for path, refused in (
        ("/operator/sagas", 404),
        ("/order-service/operator/sagas", 404),
        ("/v2/../operator/sagas", 400),
    ):
        assert shop.request("GET", path, **{"Skerry-Operator": "1"})[0] == refused, path
    status, said = shop.request("GET", "/operator/sagas?status=lost", url=url, **{"Skerry-Operator": "1"})
    assert status == 400 and "parked" in said


def test_a_part_that_is_killed_comes_back(shop: System) -> None:
    before = shop.parts()["customer-service"]
    ran = shop.ask("kill", "customer-service")
    assert (ran.returncode, ran.stdout) == (0, f"sent SIGKILL to {before['pid']}\n")
    after = shop.ready("customer-service", before["pid"])
    assert after["deaths"] == 1
    assert "killed by signal 9" in shop.said


def test_a_service_says_what_it_waits_for(shop: System) -> None:
    shop.ask("kill", "customer-service", "--signal", "STOP")
    try:
        why = shop.parts()["customer-service"]["why"]
        assert why == "it does not answer"
        assert shop.ask("ps").returncode == 1, "a part that does not answer is a finding"
    finally:
        shop.ask("kill", "customer-service", "--signal", "CONT")
    shop.ready("customer-service")


def test_the_gateway_keeps_its_port(shop: System) -> None:
    before = shop.parts()["gateway"]
    shop.ask("kill", "gateway")
    assert shop.ready("gateway", before["pid"])["url"] == before["url"]
    assert shop.request("GET", "/v1/categories")[0] == 200


def test_all_services_come_back_when_their_fork_server_dies(shop: System) -> None:
    before = shop.parts()
    assert shop.ask("kill", "zygote").returncode == 0
    for name in SERVICES - {"search-service"}:
        shop.ready(name, before[name]["pid"])
    assert shop.parts()["search-service"]["pid"] == before["search-service"]["pid"]
    until(lambda: shop.request("GET", "/v1/categories")[0] == 200)


def test_restart_stop_and_restart(shop: System) -> None:
    before = shop.parts()["payment-service"]["pid"]
    ran = shop.ask("restart", "payment-service")
    assert (ran.returncode, ran.stdout) == (0, "payment-service is ready again\n")
    assert shop.parts()["payment-service"]["pid"] != before
    assert shop.ask("stop", "payment-service").stdout == "payment-service has ended\n"
    assert shop.parts()["payment-service"]["state"] == "stopped"
    assert shop.ask("ps").returncode == 0, "what was stopped on purpose is no finding"
    assert shop.ask("sagas").returncode == 0, "the others answer"
    assert shop.ask("restart", "payment-service").returncode == 0


def test_logs(shop: System) -> None:
    ran = shop.ask("logs", "order-service", "--lines", "2")
    assert ran.returncode == 0
    assert all(line.startswith("order-service ") for line in ran.stdout.splitlines())
    unknown = shop.ask("logs", "order-servise")
    assert unknown.returncode == 2 and "did you mean 'order-service'?" in unknown.stderr


def test_unknown_parts(shop: System) -> None:
    for words in (("kill", "nobody"), ("restart", "nobody"), ("stop", "nobody"), ("restart", "zygote")):
        ran = shop.ask(*words)
        assert ran.returncode == 2 and "there is no part" in ran.stderr, words


def test_no_nonsense_ends_the_control_socket(shop: System) -> None:
    for line in (
        b"\n",
        b"[1]\n",
        b"{}\n",
        b'{"ask": "_named"}\n',
        b'{"ask": ["ps"]}\n',
        b"\xff\n",
        b"x" * 100_000 + b"\n",
    ):
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(next(iter(_sockets(shop)))))
            channel.settimeout(30)
            channel.sendall(line)
            assert b"error" in channel.recv(65_536), line
    assert shop.ask("ps").returncode == 0


def _sockets(shop: System) -> Iterator[Path]:
    from skerry.run.place import Place  # noqa: PLC0415

    yield Place.of(shop.folder).control


def test_what_was_asked_is_measured_and_held_against_the_promise(shop: System, order: str) -> None:
    def measured() -> dict[tuple[str, str], Any]:
        rows = json.loads(shop.ask("metrics", "order-service", "--format", "json").stdout)["operations"]
        return {(each["method"], each["route"]): each for each in rows}

    placed = until(lambda: measured().get(("POST", "/v2/orders")), "the order is measured")
    assert placed["requests"] == 1 and placed["failed"] == 0 and 0 < placed["p50"] < 10
    availability, p95 = shop.parts()["order-service"]["slo"]
    assert availability == {"what": "availability", "target": 0.999, "found": 1.0, "kept": True}
    assert p95["what"] == "p95" and p95["target"] == 0.3 and p95["found"] > 0
    ran = shop.ask("metrics", "--since", "soon")
    assert ran.returncode == 2 and "--since 'soon'" in ran.stderr
