"""The folder of a running system."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.run.place import AlreadyRunning, Place


def test_logs_of_many_lives_are_cut_to_whole_lines(tmp_path: Path) -> None:
    place = Place.of(tmp_path)
    place.make()
    place.log("long").write_bytes(b"".join(b"%09d\n" % at for at in range(1_000_000)))
    place.log("short").write_bytes(b"a\nb\n")
    place.make()
    kept = place.log("long").read_bytes()
    assert 1 << 19 < len(kept) <= 1 << 20
    assert kept.endswith(b"000999999\n") and len(kept) % 10 == 0
    assert place.log("short").read_bytes() == b"a\nb\n"


def test_a_place_is_held_by_one(tmp_path: Path) -> None:
    place = Place.of(tmp_path)
    with place.lock():
        with pytest.raises(AlreadyRunning, match="this system is running already, as process"):
            place.lock()
        assert not place.free(0)
    assert place.free(0)


def test_fresh_forgets_everything_but_the_lock(tmp_path: Path) -> None:
    place = Place.of(tmp_path)
    with place.lock():
        place.make()
        (place.data / "x.db").write_text("x")
        place.register({"a": ["http://127.0.0.1:1"]})
        place.make(fresh=True)
        assert sorted(each.name for each in place.folder.iterdir()) == [".gitignore", "data", "lock", "logs"]
        assert not list(place.data.iterdir())
