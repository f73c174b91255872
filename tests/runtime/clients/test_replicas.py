"""Which replica is asked: load is spread, what fails or drags is left out and comes back, and never more than half of them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from skerry_runtime.clients import Registry
from skerry_runtime.clients.replicas import FAILURES, PAUSE, SEEN, Replicas

URLS = ["http://a", "http://b", "http://c"]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replicas(tmp_path: Path, clock: Clock) -> Replicas:
    return made(tmp_path, clock, URLS)


def made(folder: Path, clock: Clock, urls: list[str]) -> Replicas:
    path = folder / "registry.json"
    path.write_text(json.dumps({"s": urls}))
    return Replicas(Registry(path), clock)


def asked(replicas: Replicas, clock: Clock, times: int, **paces: float) -> Counter[str]:
    """Whom requests went to, one after the other; each replica takes so long (0.01 s), a negative time is a failure."""
    found: Counter[str] = Counter()
    for _ in range(times):
        with replicas.turn("s") as turn:
            name = turn.url[-1]
            found[name] += 1
            clock.now += abs(paces.get(name, 0.01))
            if paces.get(name, 0.01) < 0:
                turn.failed()
    return found


def test_load_is_spread(replicas: Replicas, clock: Clock) -> None:
    found = asked(replicas, clock, 600)
    assert set(found) == {"a", "b", "c"} and min(found.values()) > 140


def test_the_busier_of_two_is_not_asked(tmp_path: Path, clock: Clock) -> None:
    two = made(tmp_path, clock, URLS[:2])
    with two.turn("s") as first:
        assert all(two.turn("s").url != first.url for _ in range(20))


def test_one_that_fails_is_left_out_comes_back_and_is_left_out_longer(replicas: Replicas, clock: Clock) -> None:
    asked(replicas, clock, 100, a=-0.01)
    assert replicas.left_out("s") == ["http://a"]
    assert "a" not in asked(replicas, clock, 100, a=-0.01)
    clock.now += PAUSE
    assert asked(replicas, clock, 60, a=-0.01)["a"] == 1, "its first answer decides"
    clock.now += PAUSE
    assert replicas.left_out("s") == ["http://a"], "the second time it takes twice as long"
    clock.now += PAUSE
    assert asked(replicas, clock, 300)["a"] > 50, "it is well again"


def test_failures_that_are_not_in_a_row_are_forgiven(tmp_path: Path, clock: Clock) -> None:
    two = made(tmp_path, clock, URLS[:2])
    for _ in range(10):
        for replica in two._of("s"):
            for _ in range(FAILURES - 1):
                two.failed("s", replica)
            two.answered("s", replica, 0.01)
    assert two.left_out("s") == []


def test_one_that_drags_is_left_out_and_comes_back(replicas: Replicas, clock: Clock) -> None:
    asked(replicas, clock, 60, a=0.9)
    assert replicas.left_out("s") == ["http://a"]
    clock.now += PAUSE
    assert asked(replicas, clock, 60, a=0.9)["a"] == 1
    clock.now += 2 * PAUSE
    assert asked(replicas, clock, 300)["a"] > 50


def test_a_service_that_is_slow_as_a_whole_keeps_all_of_them(replicas: Replicas, clock: Clock) -> None:
    asked(replicas, clock, 100, a=2.0, b=2.5, c=1.5)
    assert replicas.left_out("s") == []


def test_one_that_is_slower_but_not_slow_is_kept(replicas: Replicas, clock: Clock) -> None:
    asked(replicas, clock, SEEN * 20, a=0.06, b=0.001, c=0.001)
    assert replicas.left_out("s") == []


@pytest.mark.parametrize(("count", "most"), [(1, 0), (2, 1), (3, 1), (4, 2)])
def test_never_more_than_half_of_them(tmp_path: Path, clock: Clock, count: int, most: int) -> None:
    several = made(tmp_path, clock, [f"http://{at}" for at in range(count)])
    for _ in range(100):
        with several.turn("s") as turn:
            turn.failed()
    assert len(several.left_out("s")) == most


def test_a_birth_and_a_death_are_seen(tmp_path: Path, clock: Clock) -> None:
    several = made(tmp_path, clock, URLS)
    asked(several, clock, 100, a=-0.01)
    made(tmp_path, clock, ["http://a", "http://c", "http://d"])
    found = asked(several, clock, 200, a=-0.01)
    assert set(found) == {"c", "d"}, "b has died, d was born, and a is still left out"
