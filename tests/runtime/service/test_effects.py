"""Effects happen once, whatever is repeated, comes at the same time, dies in between, or is taken back."""

from __future__ import annotations

import asyncio
import http.client
import json
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from tests.runtime.service.looking import count, rows
from tests.runtime.service.running import LIMIT, ORDER, Running, spawn

from skerry_runtime import made_id

PAYMENT = {"orderId": str(uuid4()), "amount": {"amount": "9.90", "currency": "EUR"}}


async def _at_once(service: Running, requests: list[tuple[str, str, object, str]]) -> list[tuple[int, bytes]]:
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{service.port}", timeout=aiohttp.ClientTimeout(LIMIT)
    ) as session:

        async def one(method: str, path: str, body: object, key: str) -> tuple[int, bytes]:
            async with session.request(method, path, json=body, headers={"Idempotency-Key": key}) as answer:
                return answer.status, await answer.read()

        return await asyncio.gather(*(one(*each) for each in requests))


def test_fifty_requests_with_one_key_have_one_effect(service: Running) -> None:
    orders, events, key = count(service.url, "orders"), count(service.url, "outbox"), str(uuid4())
    body = {**ORDER, "note": "once"}
    found = asyncio.run(_at_once(service, [("POST", "/v2/orders", body, key)] * 50))
    assert {status for status, _ in found} <= {201, 409}
    made = {text for status, text in found if status == 201}
    assert len(made) == 1
    assert count(service.url, "orders") == orders + 1
    assert count(service.url, "outbox") == events + 2  # what happened, and the saga's start
    later = service.ask("POST", "/v2/orders", body, idempotency_key=key)
    assert (later.status, later.body) == (201, made.pop())


def test_a_request_in_progress_is_told_apart(service: Running) -> None:
    key = str(uuid4())
    found = asyncio.run(_at_once(service, [("POST", "/v2/orders", {**ORDER, "note": "slow"}, key)] * 3))
    assert sorted(status for status, _ in found) == [201, 409, 409]
    busy = json.loads(next(text for status, text in found if status == 409))
    assert "in progress" in busy["detail"]


def test_no_update_is_lost(service: Running) -> None:
    path = service.place().headers["location"]
    found = asyncio.run(_at_once(service, [("POST", f"{path}/bump", None, str(uuid4())) for _ in range(30)]))
    done = [status for status, _ in found].count(200)
    assert {status for status, _ in found} <= {200, 503}
    assert done
    assert service.ask("GET", path).json["note"] == str(done)


def test_two_processes_with_one_key(service: Running, tmp_path: Path) -> None:
    other = spawn(service.url, tmp_path)
    try:
        orders = count(service.url, "orders")
        for _ in range(10):
            request = [("POST", "/v2/orders", ORDER, str(uuid4()))] * 2

            async def both(request: list[tuple[str, str, object, str]] = request) -> list[tuple[int, bytes]]:
                found = await asyncio.gather(_at_once(service, request), _at_once(other, request))
                return [each for every in found for each in every]

            found = asyncio.run(both())
            assert {status for status, _ in found} <= {201, 409}
            assert len({text for status, text in found if status == 201}) == 1
        assert count(service.url, "orders") == orders + 10
    finally:
        other.process.kill()
        other.process.wait()


def test_killed_between_effect_and_answer(url: str, service: Running, tmp_path: Path) -> None:
    dying, key = spawn(url, tmp_path), str(uuid4())
    orders = count(url, "orders")
    with pytest.raises((OSError, http.client.HTTPException)):
        dying.ask("POST", "/v2/orders", ORDER, idempotency_key=key, x_test_crash="1")
    assert dying.process.wait(LIMIT) == -9
    assert count(url, "orders") == orders + 1
    again = service.place(key)
    assert (again.status, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json["id"] == str(made_id(key, "Order"))
    assert count(url, "orders") == orders + 1


def test_a_refusal_is_an_answer_and_says_so_to_others(service: Running) -> None:
    key = str(uuid4())
    request = {**PAYMENT, "amount": {"amount": "2000", "currency": "EUR"}}
    refused = service.ask("POST", "/v2/payments", request, idempotency_key=key)
    assert (refused.status, refused.kind, refused.json["detail"]) == (409, "refused", "the card was declined")
    assert service.ask("POST", "/v2/payments", request, idempotency_key=key).body == refused.body
    said = rows(
        service.url, "SELECT body FROM outbox WHERE kind = 'shop.payments.PaymentFailed' ORDER BY position DESC"
    )
    event = json.loads(bytes(said[0][0]))
    assert event["data"] == {"orderId": request["orderId"], "reason": "the card was declined"}
    assert event["partitionkey"] == request["orderId"]
    assert service.ask("GET", f"/v2/payments/{made_id(key, 'Payment')}").status == 404


def test_a_step_that_was_done_is_undone_once(service: Running) -> None:
    key = f"{uuid4()}/take"
    paid = service.ask("POST", "/v2/payments", PAYMENT, idempotency_key=key)
    id_ = paid.json["id"]
    assert id_ == str(made_id(key, "Payment"))
    undo = {"idempotency_key": f"{key}/undo", "skerry_undoes": key}
    undone = service.ask("POST", f"/v2/payments/{id_}/refund", **undo)
    assert (undone.status, undone.json["status"]) == (200, "refunded")
    assert service.ask("POST", f"/v2/payments/{id_}/refund", **undo).body == undone.body
    assert service.ask("POST", "/v2/payments", PAYMENT, idempotency_key=key).kind == "undone"
    other = service.ask("POST", f"/v2/payments/{id_}/refund", idempotency_key=str(uuid4()), skerry_undoes=key)
    assert (other.status, other.headers["skerry-undone"]) == (204, "nothing")


def test_a_step_that_never_came_is_undone_before_it_comes(service: Running) -> None:
    key = f"{uuid4()}/take"
    id_ = made_id(key, "Payment")
    undo = {"idempotency_key": f"{key}/undo", "skerry_undoes": key}
    for _ in range(2):
        undone = service.ask("POST", f"/v2/payments/{id_}/refund", **undo)
        assert (undone.status, undone.headers["skerry-undone"], undone.body) == (204, "nothing", b"")
    late = service.ask("POST", "/v2/payments", PAYMENT, idempotency_key=key)
    assert (late.status, late.kind) == (409, "undone")
    assert service.ask("GET", f"/v2/payments/{id_}").status == 404


def test_a_step_that_was_refused_needs_no_undo(service: Running) -> None:
    key = f"{uuid4()}/take"
    request = {**PAYMENT, "amount": {"amount": "2000", "currency": "EUR"}}
    assert service.ask("POST", "/v2/payments", request, idempotency_key=key).kind == "refused"
    undone = service.ask("POST", f"/v2/payments/{uuid4()}/refund", idempotency_key=f"{key}/undo", skerry_undoes=key)
    assert (undone.status, undone.headers["skerry-undone"]) == (204, "nothing")
    assert service.ask("POST", "/v2/payments", request, idempotency_key=key).kind == "undone"


def test_do_and_undo_at_the_same_time_leave_one_story(service: Running) -> None:
    async def race(key: str) -> tuple[int, int]:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{service.port}") as session:
            path = f"/v2/payments/{made_id(key, 'Payment')}/refund"
            headers = {"Idempotency-Key": f"{key}/undo", "Skerry-Undoes": key}
            do = session.post("/v2/payments", json=PAYMENT, headers={"Idempotency-Key": key})
            undo = session.post(path, headers=headers)
            found = await asyncio.gather(do, undo)
            return found[0].status, found[1].status

    for _ in range(20):
        key = f"{uuid4()}/take"
        did, undid = asyncio.run(race(key))
        payment = service.ask("GET", f"/v2/payments/{made_id(key, 'Payment')}")
        if undid == 200:
            assert payment.json["status"] == "refunded"
        else:
            assert (did, undid, payment.status) == (409, 204, 404)
