"""What no code gets below: a flush of this disk, a signature that is verified, a handshake of TLS, each by itself."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from benchmarks.asked import Cost, Kept, Spent, new
from benchmarks.guards import Way
from benchmarks.measure import table

ROUNDS, RECORD = 5, 500  # bytes of an audit record


def limits(folder: Path, plain: Way, mtls: Way, seconds: float) -> str:
    """A table of them. The two ways differ in nothing but that one shows certificates."""
    rows = [(f"write and fdatasync of {RECORD} bytes", *_said(flushed(folder / "flushed", seconds)))]
    for name, key in (("ES256", ECKey.generate_key("P-256")), ("RS256", RSAKey.generate_key(2048))):
        rows.append((f"a token of {name}, verified", *_said(_verified(name, key))))
    for name, way in (("plain", plain), ("mTLS", mtls)):
        costs = [asyncio.run(_connections(way, seconds)) for _ in range(ROUNDS)]
        rows.append((f"a GET on a kept connection, {name}", *_both([each[0] for each in costs])))
        rows.append((f"a GET on a new connection, {name}", *_both([each[1] for each in costs])))
    return table(("by itself, one at a time", "took µs", "least–most", "CPU µs"), rows)


def flushed(path: Path, seconds: float) -> list[tuple[float, float]]:
    """Microseconds of one flush, by the clock and of the processor, in each round."""
    file, data, found = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), b"x" * RECORD, []

    def one() -> None:
        os.write(file, data)
        os.fdatasync(file)

    for _ in range(ROUNDS):
        found.append(_each(one, seconds))
    os.close(file)
    return found


def _verified(algorithm: str, key: ECKey | RSAKey) -> list[tuple[float, float]]:
    claims = {"iss": "i", "aud": "a", "sub": "s", "exp": int(time.time()) + 3600, "roles": ["front-desk"]}
    token = jwt.encode({"alg": algorithm}, claims, key)
    return [_each(lambda: jwt.decode(token, key, algorithms=[algorithm]), 0.1) for _ in range(ROUNDS)]


def _each(job: Callable[[], object], seconds: float) -> tuple[float, float]:
    """Microseconds of one, by the clock and of the processor."""
    count, began, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        job()
        count += 1
    return (time.perf_counter() - began) / count * 1e6, (time.process_time() - cpu) / count * 1e6


async def _connections(way: Way, seconds: float) -> tuple[Cost, Cost]:
    kept, spent = await Kept(way.server, way.get).open(1), Spent()
    await kept.ask(seconds, spent)
    kept.close()
    return spent.cost, await new(way.server, way.get, seconds)


def _both(costs: list[Cost]) -> tuple[str, str, str]:
    return _said([(1e6 / each.rate, each.cpu) for each in costs])


def _said(found: list[tuple[float, float]]) -> tuple[str, str, str]:
    took, cpu = zip(*found, strict=True)
    return f"{median(took):.0f}", f"{min(took):.0f}–{max(took):.0f}", f"{median(cpu):.0f}"
