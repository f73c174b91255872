from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from skerry.formats import bundle as bundles
from skerry.formats.bundle import TooLargeError, normal, of_file, of_folder, of_texts
from skerry.formats.revision import NoRevisionError, export, of_revision


def tree(root: Path) -> Path:
    for name in (
        "api/a.yaml",
        "api/b.json",
        "api/deep/c.proto",
        "api/readme.md",
        ".git/x.json",
        "api/node_modules/n.json",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def test_a_folder_holds_the_documents_below_it_and_no_hidden_or_installed_ones(tmp_path: Path) -> None:
    found = of_folder(tree(tmp_path))
    assert found.names == ("api/a.yaml", "api/b.json", "api/deep/c.proto")
    assert found.fetch("api/./x/../a.yaml") is None or found.fetch("api/a.yaml") == b"api/a.yaml"
    assert found.fetch("api/none.yaml") is None


def test_a_file_sees_what_lies_beside_and_below_it_and_nothing_outside(tmp_path: Path) -> None:
    found = of_file(tree(tmp_path) / "api" / "a.yaml")
    assert found.names == ("a.yaml",)
    assert found.fetch("deep/c.proto") == b"api/deep/c.proto"
    (tmp_path / "secret.yaml").write_text("secret")
    assert found.fetch("../secret.yaml") is None
    (tmp_path / "api" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert found.fetch("link.yaml") is None


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MAX_BYTES", 3)
    (tmp_path / "a.yaml").write_text("four")
    with pytest.raises(TooLargeError):
        of_file(tmp_path / "a.yaml").fetch("a.yaml")


@pytest.mark.parametrize(
    ("name", "plain"), [("a/./b", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("a//b/", "a/b"), (".", "")]
)
def test_names_are_made_plain(name: str, plain: str) -> None:
    assert normal(name) == plain


def test_texts_are_a_bundle_too() -> None:
    found = of_texts({"b": b"2", "a": b"1"}, "here:")
    assert (found.names, found.place("a"), found.fetch("./a")) == (("a", "b"), "here:a", b"1")


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(("git", *who, "-C", str(root), *arguments), check=True, capture_output=True)


def test_a_revision_is_read_without_a_checkout(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "a.yaml").write_text("old")
    (tmp_path / "api" / "notes.md").write_text("notes")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    (tmp_path / "api" / "a.yaml").write_text("new")
    folder = of_revision(tmp_path, "main", "api")
    assert (folder.names, folder.fetch("a.yaml"), folder.place("a.yaml")) == (("a.yaml",), b"old", "main:api/a.yaml")
    file = of_revision(tmp_path / "api", "HEAD", "a.yaml")
    assert (file.names, file.fetch("a.yaml"), file.fetch("../../x")) == (("a.yaml",), b"old", None)
    for revision, path in (("nope", "api"), ("main", "nope"), ("--help", "api")):
        with pytest.raises(NoRevisionError):
            of_revision(tmp_path, revision, path)


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoRevisionError, match="not a git repository"):
        of_revision(tmp_path, "main", "")


def test_a_content_that_a_partial_copy_does_not_have_is_left_out(tmp_path: Path) -> None:
    root = tmp_path / "whole"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(name)
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    blob = subprocess.check_output(("git", "-C", str(root), "rev-parse", "main:a.txt"), text=True).strip()
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    export(root, "main", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.txt"]
