from __future__ import annotations

from pathlib import Path

from skerry.kernel.artefacts import LEDGER, Fate, plan, write


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and path.name != LEDGER
    }


def test_a_plan_writes_nothing_and_then_does_what_it_says(tmp_path: Path) -> None:
    first = plan(tmp_path, {"a/b.yaml": "1\n", "c": "2\n"})
    assert first.fates == {"a/b.yaml": Fate.ADD, "c": Fate.ADD} and first.changes
    assert files(tmp_path) == {}
    write(first)
    assert files(tmp_path) == {"a/b.yaml": "1\n", "c": "2\n"}
    assert not plan(tmp_path, {"a/b.yaml": "1\n", "c": "2\n"}).changes


def test_what_was_edited_is_kept_and_told(tmp_path: Path) -> None:
    write(plan(tmp_path, {"a": "1\n", "b": "1\n", "c": "1\n"}))
    (tmp_path / "a").write_text("mine\n")
    again = plan(tmp_path, {"a": "2\n", "b": "2\n"})
    assert again.fates == {"a": Fate.EDITED, "b": Fate.CHANGE, "c": Fate.REMOVE}
    assert again.edited == ("a",)
    write(again)
    assert files(tmp_path) == {"a": "mine\n", "b": "2\n"}
    (tmp_path / "a").unlink()
    write(plan(tmp_path, {"a": "2\n", "b": "2\n"}))
    assert files(tmp_path) == {"a": "2\n", "b": "2\n"}


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("theirs\n")
    (tmp_path / "bin").write_bytes(b"\xff\xfe")
    found = plan(tmp_path, {"a": "1\n", "bin": "1\n"})
    assert set(found.fates.values()) == {Fate.EDITED}
    write(found)
    assert (tmp_path / "a").read_text() == "theirs\n"


def test_an_edited_file_that_is_no_longer_generated_stays(tmp_path: Path) -> None:
    write(plan(tmp_path, {"a": "1\n"}))
    (tmp_path / "a").write_text("mine\n")
    write(plan(tmp_path, {}))
    assert files(tmp_path) == {"a": "mine\n"}


def test_a_broken_ledger_costs_only_a_word(tmp_path: Path) -> None:
    write(plan(tmp_path, {"a": "1\n"}))
    (tmp_path / LEDGER).write_text("[")
    assert plan(tmp_path, {"a": "2\n"}).fates == {"a": Fate.EDITED}


def test_an_edited_file_is_merged_with_what_is_new(tmp_path: Path) -> None:
    first = {"a.py": "one\ntwo\nthree\nfour\nfive\n"}
    write(plan(tmp_path, first, merges=True))
    (tmp_path / "a.py").write_text("one\ntwo by hand\nthree\nfour\nfive\n")
    again = plan(tmp_path, {"a.py": "one\ntwo\nthree\nfour\nfive\nsix\n"}, merges=True)
    assert again.fates == {"a.py": Fate.MERGE}
    write(again)
    assert (tmp_path / "a.py").read_text() == "one\ntwo by hand\nthree\nfour\nfive\nsix\n"
    assert plan(tmp_path, {"a.py": "one\ntwo\nthree\nfour\nfive\nsix\n"}, merges=True).fates == {"a.py": Fate.EDITED}


def test_an_edit_that_disagrees_stays_and_is_named(tmp_path: Path) -> None:
    write(plan(tmp_path, {"a.py": "one\ntwo\n"}, merges=True))
    (tmp_path / "a.py").write_text("one\nby hand\n")
    again = plan(tmp_path, {"a.py": "one\nanother\n"}, merges=True)
    assert again.fates == {"a.py": Fate.EDITED}
    assert again.conflicts == {"a.py": (2,)}
    write(again)
    assert (tmp_path / "a.py").read_text() == "one\nby hand\n"


def test_what_belongs_to_people_is_written_once(tmp_path: Path) -> None:
    texts = {"mine.py": "first\n"}
    write(plan(tmp_path, texts, once=texts))
    (tmp_path / "mine.py").write_text("changed\n")
    again = plan(tmp_path, {"mine.py": "second\n"}, once=texts)
    assert again.fates == {"mine.py": Fate.YOURS}
    write(again)
    assert (tmp_path / "mine.py").read_text() == "changed\n"
    gone = plan(tmp_path, {})
    assert "mine.py" not in gone.fates
