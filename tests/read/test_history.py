"""The history as git tells it, from repositories of every kind, none of them trusted."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from skerry.facts.cochange import cochange
from skerry.facts.history import History, authors, churn
from skerry.read import history
from skerry.read.codebase import ReadOptions, read

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))  # git asks gpg about a signature, and that makes a folder


def git(folder: Path, *arguments: str, who: str = "a@x") -> str:
    identity = {"GIT_AUTHOR_EMAIL": who, "GIT_COMMITTER_EMAIL": who, "GIT_AUTHOR_NAME": who, "GIT_COMMITTER_NAME": who}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | identity).stdout


def commit(repository: Path, files: dict[str, str], who: str = "a@x") -> None:
    for path, text in files.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "x", who=who)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, {"a.py": "1", "shop/b.py": "1"})
    commit(root, {"a.py": "2", "shop/b.py": "2", "shop/c.py": "1"}, who="B@x")
    commit(root, {"shop/c.py": "2"}, who="b@x")
    return root


def past(root: Path) -> History:
    log = history.start(root)
    found = log.finish()
    assert log.problems == []
    return found


def changes(found: History) -> list[set[str]]:
    return [{found.paths[i] for i in commit.files} for commit in found.commits]


def test_commits_newest_first_with_their_files(repository: Path) -> None:
    found = past(repository)
    assert changes(found) == [{"shop/c.py"}, {"a.py", "shop/b.py", "shop/c.py"}, {"a.py", "shop/b.py"}]
    assert found.whole


def test_authors_are_hashed_and_told_apart_by_address_alone(repository: Path) -> None:
    found = past(repository)
    assert len(found.authors) == 2
    assert not any("@" in author for author in found.authors)
    assert [commit.author for commit in found.commits] == [0, 0, 1]
    assert authors(found)["shop/c.py"] == {0: 2}


def test_a_subfolder_sees_its_own_files_under_its_own_paths(repository: Path) -> None:
    assert changes(past(repository / "shop")) == [{"c.py"}, {"b.py", "c.py"}, {"b.py"}]


def test_a_folder_in_somebody_elses_repository_has_no_history(repository: Path) -> None:
    (repository / "unpacked").mkdir()
    assert past(repository / "unpacked").commits == ()


def test_a_bare_repository(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    assert len(past(tmp_path / "bare.git").commits) == 3
    graph = read(tmp_path / "bare.git")
    assert len(graph.history.commits) == 3
    assert [problem.code.id for problem in graph.problems] == ["R002"]


def test_a_shallow_clone_is_not_whole(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    found = past(tmp_path / "shallow")
    assert (len(found.commits), found.whole) == (1, False)


def test_merges_are_left_out(repository: Path) -> None:
    git(repository, "checkout", "-qb", "side", "HEAD~1")
    commit(repository, {"side.py": "1"})
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "m", "side")
    assert len(past(repository).commits) == 4


def test_names_with_newlines_and_controls(repository: Path) -> None:
    commit(repository, {"odd\nname\x01.py": "1", "ü.py": "1"})
    assert changes(past(repository))[0] == {"odd\nname\x01.py", "ü.py"}


def test_the_second_time_git_log_is_not_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = past(repository)
    monkeypatch.setattr(subprocess, "Popen", _refuse_log(subprocess.Popen))
    assert past(repository) == first
    commit_without_popen = (repository / ".git" / "refs" / "heads" / "main").read_text()
    monkeypatch.undo()
    commit(repository, {"d.py": "1"})
    assert (repository / ".git" / "refs" / "heads" / "main").read_text() != commit_without_popen
    assert len(past(repository).commits) == 4


def _refuse_log(kept: type[subprocess.Popen[bytes]]) -> Callable[..., subprocess.Popen[bytes]]:
    def popen(command: tuple[str, ...], *rest: object, **named: object) -> subprocess.Popen[bytes]:
        assert "log" not in command
        return kept(command, *rest, **named)  # type: ignore[call-overload,no-any-return]

    return popen


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("class X: pass\n")
    graph = read(tmp_path)
    assert [problem.code.id for problem in graph.problems] == ["R010"]
    assert any(unit.name == "X" for unit in graph.units)


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    log = history.start(tmp_path)
    assert log.finish() == History()
    assert [problem.code.id for problem in log.problems] == ["R010"]


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    log = history.start(repository)
    assert log.finish() == History()
    assert [(p.code.id, p.what) for p in log.problems] == [("R010", "git is not installed")]


def test_without_history_git_is_not_asked(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "start", lambda *_: pytest.fail("git was asked"))
    assert read(repository, ReadOptions(history=False)).history == History()


def _sign(repository: Path) -> None:
    """Give the newest commit a signature, such as makes git run a program of the repository's choice."""
    head, _, message = git(repository, "cat-file", "commit", "HEAD").partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{message}"
    (repository.parent / "signed").write_text(signed)
    git(repository, "update-ref", "HEAD", git(repository, "hash-object", "-wt", "commit", "../signed").strip())


@pytest.mark.parametrize("setting", ["core.fsmonitor", "core.pager", "gpg.program", "diff.external", "core.sshCommand"])
def test_nothing_of_the_repository_is_run(repository: Path, tmp_path: Path, setting: str) -> None:
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    trap.chmod(0o755)
    git(repository, "config", setting, str(trap))
    git(repository, "config", "log.showSignature", "true")
    _sign(repository)
    git(repository, "log")
    assert sprung.exists() == (setting == "gpg.program")  # with plain git the trap works
    sprung.unlink(missing_ok=True)
    git(repository, "config", "diff.orderFile", str(tmp_path / "nowhere"))
    git(repository, "config", "log.showRoot", "false")
    git(repository, "config", "i18n.logOutputEncoding", "UTF-16")
    assert len(past(repository).commits) == 3
    assert not sprung.exists()


def test_variables_of_the_caller_lead_nowhere_else(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    assert len(past(repository).commits) == 3


def test_a_git_file_that_points_elsewhere(repository: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / ".git").write_text("gitdir: /nonexistent\n")
    log = history.start(tree)
    assert log.finish() == History()
    assert [problem.code.id for problem in log.problems] == ["R010"]


def test_a_damaged_repository(repository: Path) -> None:
    for tree in git(repository, "rev-parse", "HEAD~1^{tree}").split():
        (repository / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    log = history.start(repository)
    log.finish()
    assert [problem.code.id for problem in log.problems] == ["R012"]


def test_git_log_is_stopped_after_its_time(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_LOG", ("cat-file", "--batch"))  # would wait for its input, had it any
    monkeypatch.setattr(history, "_MOST_SECONDS", 0.0)
    monkeypatch.setattr(subprocess, "DEVNULL", subprocess.PIPE)
    log = history.start(repository, remember=False)
    assert log.finish().commits == ()
    assert [problem.code.id for problem in log.problems] == ["R012"]


def test_pairs_that_changed_together(repository: Path) -> None:
    found = past(repository)
    pairs = cochange(found)
    named = {
        frozenset((found.paths[a], found.paths[b])): (weight, n)
        for a, b, weight, n in zip(pairs.left, pairs.right, pairs.weights, pairs.commits, strict=True)
    }
    assert named == {
        frozenset(("a.py", "shop/b.py")): (1.5, 2),
        frozenset(("a.py", "shop/c.py")): (0.5, 1),
        frozenset(("shop/b.py", "shop/c.py")): (0.5, 1),
    }
    assert len(cochange(found, least=2).left) == 1
    assert len(cochange(found, among={"a.py", "shop/b.py"}).left) == 1
    assert churn(found) == {"a.py": 2, "shop/b.py": 2, "shop/c.py": 2}


def test_a_change_of_everything_couples_nothing(repository: Path) -> None:
    before = len(cochange(past(repository)).left)
    commit(repository, {f"f{n}.py": "1" for n in range(101)})
    assert len(cochange(past(repository)).left) == before


def test_an_empty_history_has_no_pairs() -> None:
    assert len(cochange(History()).left) == 0
