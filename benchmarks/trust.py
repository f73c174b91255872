"""What trust costs a request: verification, decision, condition on a row, each by itself, and the share of a whole request.

`python -m benchmarks trust`. The requests are served in process, without a network, by customer-service of the shop on SQLite: the same
GET of one row with trust off, with trust on, and with a token that is new each time. Medians of five rounds that take turns,
in processor time, since others use the machine as well.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from skerry_runtime.operations import Identity
from skerry_runtime.service.service import Service
from skerry_runtime.service.testing import Tested, tested
from skerry_runtime.spec import Compare, Value
from skerry_runtime.trust.conditions import holds
from skerry_runtime.trust.roles import Roles
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.testing import AUDIENCE, ISSUER, Issuer
from skerry_runtime.trust.tokens import Verifier

CUSTOMERS = Path(__file__).parents[1] / "examples" / "shop" / "services" / "customer-service" / "src"
ROUNDS, REQUESTS = 5, 300


def _each(job: Callable[[int], object], count: int) -> float:
    """Microseconds for one."""
    began = time.process_time()
    for at in range(count):
        job(at)
    return (time.process_time() - began) / count * 1e6


async def _verified(folder: Path) -> tuple[float, float]:
    """Microseconds for a token that is new, and for one that is known."""
    issuer = Issuer(folder)
    verifier = Verifier(Settings(ISSUER, AUDIENCE, issuer.environment["SKERRY_JWKS"]))
    tokens = [issuer.token(f"ada {at}", ("customer",)) for at in range(500)]
    await verifier.verified(issuer.token("warm"))
    found = []
    for several in (tokens, tokens):
        began = time.process_time()
        for token in several:
            await verifier.verified(token)
        found.append((time.process_time() - began) / len(several) * 1e6)
    return found[0], found[1]


def _parts(folder: Path) -> None:
    new, known = asyncio.run(_verified(folder))
    print(f"verify a token (ES256)         {new:8.1f} us new   {known:8.1f} us known")
    pairs = [(f"role{at % 5}", f"operation{at}") for at in range(50)]
    began = time.process_time()
    roles = Roles(pairs)
    made = (time.process_time() - began) * 1000
    first = _each(lambda at: roles.may((pairs[at][0],), pairs[at][1]), 50)
    again = _each(lambda at: roles.may((pairs[at % 50][0],), pairs[at % 50][1]), 20_000)
    print(f"decide a role (50 policies)    {first:8.1f} us first {again:8.1f} us again   ({made:.1f} ms to set up)")
    owned = Compare(Value("field", "customerId"), "=", Value("caller", "caller"))
    ada = Identity("ada")
    print(
        f"judge a row (owner = caller)   {_each(lambda _: holds(owned, ada, lambda name: 'ada', lambda _: None), 20_000):8.1f} us"
    )


def _made(service: Tested) -> str:
    found = service.post("/v1/customers", {"name": "Ada", "email": "ada@example.com"})
    assert found.status == 201, found.body
    return str(found.json()["id"])


def _requests(service: Tested, customer: str, tokens: list[str]) -> float:
    """Microseconds for a request."""

    async def all_() -> float:
        began = time.process_time()
        for at in range(REQUESTS):
            headers = {"authorization": f"Bearer {tokens[at % len(tokens)]}"} if tokens else {}
            found = await service._asked("GET", f"/v1/customers/{customer}", None, headers)
            assert found.status == 200, found.body
        return (time.process_time() - began) / REQUESTS * 1e6

    found: float = service._portal.call(all_)
    return found


def _whole(folder: Path) -> None:
    sys.path.insert(0, str(CUSTOMERS))
    make: Callable[[], Service] = import_module("customer_service.entrypoints.main").service
    (folder / "off").mkdir()
    (folder / "on").mkdir()
    with patch.dict("os.environ", {"SKERRY_TRUST": "off"}), tested(make, folder / "off") as off:
        customer_off = _made(off)
        with patch.dict("os.environ", {"SKERRY_TRUST": "on"}), tested(make, folder / "on") as on:
            customer = _made(on)

            def token(count: int, *roles: str) -> list[str]:
                return [on._issuer.token(customer, roles, {"jti": str(at)}) for at in range(count)]

            ways: dict[str, Callable[[], float]] = {
                "trust off": lambda: _requests(off, customer_off, []),
                "role alone, known token": lambda: _requests(on, customer, token(1, "support")),
                "role and row, known token": lambda: _requests(on, customer, token(1, "customer")),
                "role and row, new token each": lambda: _requests(on, customer, token(REQUESTS, "customer")),
            }
            found: dict[str, list[float]] = {name: [] for name in ways}
            for way in ways.values():
                way()
            for _ in range(ROUNDS):
                for name, way in ways.items():
                    found[name].append(way())
    base = statistics.median(found["trust off"])
    print(f"\na GET of one row, in process; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, rounds in found.items():
        spent = statistics.median(rounds)
        print(f"  {name:30} {spent:8.0f} us   {(spent - base) / spent:6.1%} of the request is trust")


def main(*_: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _parts(Path(folder))
        _whole(Path(folder))
