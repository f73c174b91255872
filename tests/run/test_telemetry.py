"""What the receiver takes from anybody on this machine, and how much of it is kept."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from skerry.render.style import Style
from skerry.render.traces import trace_text
from skerry.run.telemetry.received import Record, Span, Unreadable, records, spans
from skerry.run.telemetry.receiver import Receiver
from skerry.run.telemetry.store import Store
from skerry.run.telemetry.tree import Branch, tree

DEEP = "[" * 100_000
TRACE = "ab" * 16


def span(identifier: str, parent: str = "", start: int = 0, trace: str = TRACE, **attributes: Any) -> Span:
    return Span(trace, identifier, parent, "s", "n", "server", start, start + 1, "", attributes)


def exported(**fields: Any) -> bytes:
    request = ExportTraceServiceRequest()
    one = request.resource_spans.add().scope_spans.add().spans.add(trace_id=b"t" * 16, span_id=b"s" * 8)
    for name, value in fields.items():
        setattr(one, name, value)
    return request.SerializeToString()


@given(st.binary(max_size=2_000), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes, as_json: bool) -> None:
    for read in (spans, records):
        try:
            assert isinstance(read(body, as_json=as_json), list)
        except Unreadable as error:
            assert len(str(error)) < 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["resourceSpans", "scopeSpans", "spans", "traceId", "spanId", "kind", "status", "attributes",
                                       "key", "value", "arrayValue", "values", "startTimeUnixNano", "resourceLogs"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for read in (spans, records):
        try:
            read(json.dumps(value).encode(), as_json=True)
        except Unreadable:
            continue


def test_what_is_odd_is_cut_and_the_rest_is_kept(tmp_path: Path) -> None:
    found = spans(exported(kind=99, start_time_unix_nano=2**64 - 1, name="x" * 100_000), as_json=False)
    request = ExportTraceServiceRequest.FromString(exported())
    one = request.resource_spans[0].scope_spans[0].spans[0]
    for number in range(1_000):
        one.attributes.add(key=f"k{number}").value.string_value = "v" * 10_000
    found += spans(request.SerializeToString().replace(b"s" * 8, b"r" * 8), as_json=False)
    store = Store(tmp_path / "t.db")
    store.add_spans(found)
    kept = store.trace("74")
    store.close()
    assert sorted(each.kind for each in kept) == ["", ""] and max(len(each.name) for each in kept) == 512
    assert max(len(each.attributes) for each in kept) == 128
    assert all(len(str(value)) <= 4096 for each in kept for value in each.attributes.values())


def test_spans_of_nobody_are_left_out() -> None:
    assert spans(exported(trace_id=b""), as_json=False) == []


def test_the_file_stays_small_and_the_newest_are_kept(tmp_path: Path) -> None:
    largest = 2_000_000
    store = Store(tmp_path / "t.db", kept=1_000_000, largest=largest)
    for at in range(40):
        store.add_spans([span(f"{at:04}{n:04}", start=at * 1_000 + n, text="x" * 1_000) for n in range(200)])
    store.add_records([Record(at, "s", "info", "t" * 1_000, "", "", {}) for at in range(100)])
    newest = store.trace(TRACE)[-1]
    store.close()
    assert newest.start == 39_199
    assert (tmp_path / "t.db").stat().st_size < 2 * largest


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "t.db", kept=100)
    for at in range(30):
        store.add_spans([span(f"{at * 20 + n:08}", start=at * 20 + n) for n in range(20)])
    store.close()
    with closing(sqlite3.connect(tmp_path / "t.db")) as asked:
        least, most, count = asked.execute("SELECT min(start), max(start), count(*) FROM span").fetchone()
    assert most == 599 and least >= 480 and count <= 120


def test_the_receiver_refuses_and_goes_on(tmp_path: Path) -> None:
    async def talk() -> list[int]:
        receiver = Receiver(Store(tmp_path / "t.db"))
        await receiver.start()
        got = []
        async with aiohttp.ClientSession() as session:
            for body, kind in (
                (b"\xff\xff", "application/x-protobuf"), (DEEP.encode(), "application/json"), (b"{}", "application/json"),
                (b'{"resourceSpans": 7}', "application/json"), (b"x" * (17 * 1024 * 1024), "application/x-protobuf"),
                (exported(), "application/x-protobuf"),
            ):  # fmt: skip
                async with session.post(
                    f"{receiver.url}/v1/traces", data=body, headers={"Content-Type": kind}
                ) as answer:
                    got.append(answer.status)
        await receiver.stop()
        return got

    assert asyncio.run(talk()) == [400, 400, 200, 400, 413, 200]
    assert [each.id for each in Store(tmp_path / "t.db").trace("74" * 16)] == ["73" * 8]


def ids(branches: tuple[Branch, ...]) -> list[str]:
    return [each for branch in branches for each in (branch.span.id, *ids(branch.branches))]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=9))
def test_every_span_is_in_the_tree_once(parents: list[int]) -> None:
    """Whatever spans say of their parents: missing ones, themselves, circles."""
    all_ = [span(str(at), str(parent), start=at) for at, parent in enumerate(parents)]
    assert sorted(ids(tree(all_))) == [each.id for each in all_]


def test_a_trace_as_deep_as_it_likes_is_shown() -> None:
    all_ = [span(f"{at:05}", f"{at - 1:05}", start=at) for at in range(5_000)]
    assert trace_text(tree(all_), Style(False)).count("\n") == 5_000


@pytest.mark.parametrize("asked", ["%", "_", "", "'; DROP TABLE span", TRACE.upper()])
def test_traces_are_found_by_the_beginning_of_their_id_alone(asked: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "t.db")
    store.add_spans([span("01")])
    assert len(store.trace(asked)) == (1 if asked in ("", TRACE.upper()) else 0)
    store.close()
