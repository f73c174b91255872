"""CloudEvents: what is written can be read, and nothing that arrives does harm."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from skerry_runtime.bus import BrokenEvent, BusUnavailable, Event, decoded, happened, open_bus
from skerry_runtime.bus.port import checked_group

ROOT = Path(__file__).parents[3]
_texts = st.text(st.characters(codec="utf-8"), max_size=20)
_names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
_scalars = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | _texts
)
_values: st.SearchStrategy[Any] = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3), max_leaves=8
)
_events = st.builds(
    Event,
    id=_names,
    source=_names,
    type=_names,
    data=_values,
    subject=_texts,
    dataschema=_texts,
    partitionkey=_texts,
    time=st.sampled_from(["", "2026-03-31T09:30:00Z", "2026-03-31T09:30:00.123456+02:00"]),
    extensions=st.dictionaries(st.sampled_from(["region", "tenant", "x1"]), _texts, max_size=2),
)


@given(_events)
def test_what_is_written_is_read_as_it_was(event: Event) -> None:
    assert decoded(event.encoded()) == event


@given(st.binary(max_size=200) | _values.map(lambda value: json.dumps(value).encode()))
def test_nothing_that_arrives_raises_anything_else(body: bytes) -> None:
    try:
        decoded(body)
    except BrokenEvent as error:
        assert str(error)


@given(_events, st.sampled_from(["id", "source", "type", "specversion", "time"]), _scalars)
def test_a_broken_attribute_is_named(event: Event, name: str, value: Any) -> None:
    body = json.loads(event.encoded()) | {name: value}
    try:
        found = decoded(json.dumps(body).encode())
    except BrokenEvent as error:
        assert name in str(error)
    else:
        assert getattr(found, name, "1.0") in (value, "")


def test_deep_nesting() -> None:
    with pytest.raises(BrokenEvent):
        decoded(b'{"data":' + b"[" * 100_000)


def test_a_broken_trace_is_left_out_and_data_in_base64_is_refused() -> None:
    body = json.loads(happened("t", "/s", 1).encoded())
    assert decoded(json.dumps({**body, "traceparent": "x"}).encode()).traceparent == ""
    with pytest.raises(BrokenEvent, match="data_base64"):
        decoded(json.dumps({**body, "data_base64": "AA=="}).encode())


def test_it_is_what_the_contracts_say() -> None:
    """Each example of the shop's AsyncAPI documents is read, and written as it stands there."""
    seen = 0
    for path in sorted((ROOT / "tests/golden/contracts/asyncapi/shop").glob("*.yaml")):
        messages = yaml.safe_load(path.read_text())["components"]["messages"]
        for message in messages.values():
            for example in message["examples"]:
                assert json.loads(decoded(json.dumps(example["payload"]).encode()).encoded()) == example["payload"]
                seen += 1
    assert seen > 10


def test_a_new_event_has_an_id_and_a_time_of_its_own() -> None:
    one, two = happened("t", "/s", {}, key="k"), happened("t", "/s", {}, key="k")
    assert one.id != two.id
    assert one.subject == one.partitionkey == "k"
    assert one.time.endswith("Z") and one.time <= two.time
    assert happened("t", "/s", {}, identifier="7").id == "7"


@pytest.mark.parametrize("name", ["", "a.b", "a b", "-a", "é", "a" * 65, "a\n", "*"])
def test_names_that_no_group_may_have(name: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        checked_group(name)


@pytest.mark.parametrize("url", ["", "sqlite://rel.db", "sqlite:///", "/tmp/x.db"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ValueError, match="expected sqlite:///"):
        asyncio.run(open_bus(url))


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "skerry_runtime.bus.nats", raising=False)
    for name in [name for name in sys.modules if name == "nats" or name.startswith("nats.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nats", None)
    with pytest.raises(BusUnavailable, match=r"pip install 'skerry\[run\]'"):
        asyncio.run(open_bus("nats://127.0.0.1:1"))
