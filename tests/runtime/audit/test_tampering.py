"""Whatever is done to a log is found, and said with its place; what a crash does is not called tampering."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skerry.run.audit.segments import logs
from skerry.run.audit.verify import verify
from skerry_runtime.audit import chain as chains
from skerry_runtime.audit.chain import Chain
from skerry_runtime.audit.entry import Entry

KEY = b"k" * 32
COUNT = 12


def written(
    folder: Path, *, count: int = COUNT, key: bytes = b"", largest: int = 64 << 20, instance: str = "a"
) -> None:
    chain = Chain(folder, "patients", instance, key=key, largest=largest)
    chain.open()
    for at in range(count):
        chain.append([{"at": "2026-01-01T00:00:00+00:00", **Entry(f"get{at}", 200).values()}])
    chain.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    written(folder, largest=1500)
    assert len(logs(folder)["a"]) > 2
    assert not verify(folder).findings
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "copy")


def files(folder: Path) -> list[Path]:
    return [each.path for each in logs(folder)["a"]]


def changes(text: list[bytes]) -> Iterator[list[bytes]]:
    """Any line away, any line twice, any two lines exchanged."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        yield [*text[: at + 1], *text[at:]]
        for other in range(at):
            found = list(text)
            found[at], found[other] = found[other], found[at]
            yield found


def test_every_line_that_is_deleted_doubled_or_exchanged_is_found(copy: Path) -> None:
    for path in files(copy):
        before = path.read_bytes()
        for each in changes(before.splitlines(keepends=True)):
            path.write_bytes(b"".join(each))
            assert verify(copy).findings, f"{path.name}: {each}"
        path.write_bytes(before)
    assert not verify(copy).findings


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_byte_that_is_changed_is_found(copy: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([*files(copy), copy / "a.mark"]))
    before = path.read_bytes()
    at = data.draw(st.integers(0, len(before) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != before[at]))
    path.write_bytes(before[:at] + bytes([byte]) + before[at + 1 :])
    try:
        assert verify(copy).findings
    finally:
        path.write_bytes(before)


def test_every_byte_of_the_mark_counts(copy: Path) -> None:
    path = copy / "a.mark"
    before = path.read_bytes()
    for at in range(len(before)):
        for byte in {32 if before[at] != 32 else 48}:
            path.write_bytes(before[:at] + bytes([byte]) + before[at + 1 :])
            assert verify(copy).findings, (at, byte)
    path.write_bytes(before)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_cut_off_is_found(copy: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files(copy)))
    before = path.read_bytes()
    path.write_bytes(before[: data.draw(st.integers(0, len(before) - 1))])
    try:
        assert verify(copy).findings
    finally:
        path.write_bytes(before)


def test_segments_that_are_deleted_exchanged_or_of_another_log_are_found(copy: Path, tmp_path: Path) -> None:
    paths = files(copy)
    for path in paths:
        before = path.read_bytes()
        path.unlink()
        assert verify(copy).findings, path.name
        path.write_bytes(before)
    first, second = paths[0].read_bytes(), paths[1].read_bytes()
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    assert {each.what for each in verify(copy).findings} >= {"foreign"}
    paths[0].write_bytes(first)
    written(tmp_path / "other")
    paths[1].write_bytes(files(tmp_path / "other")[0].read_bytes())
    assert verify(copy).findings


def test_a_place_is_named(copy: Path) -> None:
    path = files(copy)[0]
    text = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(text[:2] + text[3:]))
    found = verify(copy).findings[0]
    assert (found.place, found.what) == (f"{path}:3", "deleted")
    assert found.detail == "record 3 is missing before record 4"


def test_who_writes_all_of_it_anew_lacks_the_key(tmp_path: Path) -> None:
    written(tmp_path / "true", key=KEY)
    assert not verify(tmp_path / "true", KEY).findings
    written(tmp_path / "false", key=b"x" * 32)
    assert {each.what for each in verify(tmp_path / "false", KEY).findings} == {"seal"}
    written(tmp_path / "bare")
    assert {each.what for each in verify(tmp_path / "bare", KEY).findings} == {"seal"}


def test_a_torn_line_is_closed_off_and_is_no_finding(tmp_path: Path) -> None:
    written(tmp_path)
    path = files(tmp_path)[0]
    for torn in (b'{"seq":15,"prev":"', b"\0\0\0\0\n\0\0", b'{"seq":99}\n'):
        with path.open("ab") as file:
            file.write(torn)
        found = verify(tmp_path)
        assert not found.findings
        assert found.notes
        written(tmp_path, count=2)
        assert not verify(tmp_path).findings
        assert not verify(tmp_path).notes
    text = path.read_bytes()
    path.write_bytes(text.replace(b"\0\0\0\0", b"\0\0\1\0"))
    assert verify(tmp_path).findings, "what was torn can't be changed afterwards either"


def test_a_log_that_was_cut_off_while_nothing_ran_stays_found(tmp_path: Path) -> None:
    written(tmp_path)
    path = files(tmp_path)[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-3]))
    written(tmp_path, count=3)
    found = {each.what for each in verify(tmp_path).findings}
    assert found >= {"deleted", "damaged"}


def test_old_segments_are_let_go_and_the_log_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, largest=1500)
    count = len(files(tmp_path))
    chain = Chain(tmp_path, "patients", "a", keep=1e-6)
    chain.open()
    chain.close()
    assert 0 < len(files(tmp_path)) < count
    assert not verify(tmp_path).findings
    files(tmp_path)[0].unlink()
    assert verify(tmp_path).findings


def test_a_segment_ends_with_its_day_whichever_way_the_clock_goes(tmp_path: Path) -> None:
    chain, day = Chain(tmp_path, "patients", "a"), 86_400.0
    chain.open()
    record = {"at": "2026-01-01T00:00:00+00:00", **Entry("get", 200).values()}
    for days, segments in ((0.0, 1), (day, 2), (-day, 3)):
        later = datetime.now(UTC) + timedelta(seconds=days)
        with patch.object(chains, "now", later.isoformat), patch.object(chains.time, "time", later.timestamp):
            chain.append([record])
            chain.append([record])
        assert len(files(tmp_path)) == segments
    chain.close()
    assert not verify(tmp_path).findings
