"""Whatever a folder holds: a clear problem, the rest read, never a traceback, never a wait."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from skerry.facts.graph import FactGraph
from skerry.read import entries, sources
from skerry.read.codebase import ReadOptions, read
from skerry.read.frameworks._view import first_string

GOOD = "class Order:\n    pass\n"
Tree = Callable[..., FactGraph]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Reads `tmp_path / src` with one good file beside whatever the test has put there."""
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))

    def run(*, history: bool = False, remember: bool = False) -> FactGraph:
        return read(tmp_path / "src", ReadOptions(remember=remember, history=history))

    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "good.py").write_text(GOOD)
    return run


@pytest.fixture
def src(tmp_path: Path) -> Path:
    return tmp_path / "src"


def codes(graph: FactGraph) -> dict[str, str]:
    """Code of each problem with the path it points at."""
    return {problem.code.id: problem.span.path for problem in graph.problems}


def good_was_read(graph: FactGraph) -> bool:
    return any(unit.name == "Order" and unit.path == "good.py" for unit in graph.units)


def test_a_good_tree_has_no_problem(tree: Tree) -> None:
    graph = tree()
    assert good_was_read(graph)
    assert graph.problems == ()


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    graph = read(tmp_path / "nowhere")
    assert codes(graph) == {"R001": str(tmp_path / "nowhere")}


def test_a_path_that_is_a_file(tree: Tree, src: Path) -> None:
    assert codes(read(src / "good.py")) == {"R001": str(src / "good.py")}


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "R002" in codes(read(tmp_path, ReadOptions(remember=False, history=False)))


def test_symlink_loops(tree: Tree, src: Path) -> None:
    (src / "a").mkdir()
    (src / "a" / "up").symlink_to(src)
    (src / "self.py").symlink_to(src / "self.py")
    graph = tree()
    assert codes(graph) == {"R009": "a/up"}
    assert good_was_read(graph)


def test_a_file_of_100_mb(tree: Tree, src: Path) -> None:
    with (src / "big.py").open("wb") as stream:
        stream.truncate(100_000_000)
    graph = tree()
    assert codes(graph) == {"R004": "big.py"}
    assert good_was_read(graph)


def test_binary(tree: Tree, src: Path) -> None:
    (src / "b.py").write_bytes(bytes(range(256)) * 10)
    graph = tree()
    assert codes(graph) == {"R006": "b.py"}
    assert [(s.path, s.reason) for s in graph.skipped] == [("b.py", "binary")]
    assert good_was_read(graph)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("class Größe: pass\n".encode("utf-16"), "R007"),
        ("class Größe: pass\n".encode("latin-1"), "R007"),
        (b"\xef\xbb\xbf" + "class Größe: pass\n".encode(), ""),
    ],
    ids=["utf-16", "latin-1", "utf-8 with a mark"],
)
def test_encodings(tree: Tree, src: Path, data: bytes, problem: str) -> None:
    (src / "e.py").write_bytes(data)
    graph = tree()
    assert codes(graph) == ({problem: "e.py"} if problem else {})
    assert any(unit.name == "Größe" for unit in graph.units)
    assert good_was_read(graph)


def test_a_problem_is_told_again_when_the_file_is_remembered(tree: Tree, src: Path) -> None:
    (src / "e.py").write_bytes("class Größe: pass\n".encode("latin-1"))
    (src / "b.py").write_bytes(b"\0" * 100)
    assert codes(tree(remember=True)) == codes(tree(remember=True)) == {"R006": "b.py", "R007": "e.py"}


def test_a_file_that_becomes_binary_is_not_remembered_as_it_was(tree: Tree, src: Path) -> None:
    (src / "e.py").write_text("class Old: pass\n")
    assert any(unit.name == "Old" for unit in tree(remember=True).units)
    (src / "e.py").write_bytes(b"\0" * 100)
    assert not any(unit.name == "Old" for unit in tree(remember=True).units)


def test_a_syntax_error(tree: Tree, src: Path) -> None:
    (src / "s.py").write_text("class Before: pass\n<<<<<<< HEAD\nclass After: pass\n")
    graph = tree()
    (problem,) = graph.problems
    assert (problem.code.id, str(problem.span)) == ("R005", "s.py:2")
    assert any(unit.name == "Before" for unit in graph.units)


@pytest.mark.parametrize("opened", ["(", "[", "{", "([{"])
@pytest.mark.parametrize("suffix", [".py", ".java", ".ts", ".go", ".cs", ".sql"])
def test_100_000_brackets(tree: Tree, src: Path, opened: str, suffix: str) -> None:
    closing = opened[::-1].translate(str.maketrans("([{", ")]}"))
    (src / f"deep{suffix}").write_text("x = " + "\n".join([opened] * 100_000) + closing * 10_000)
    graph = tree()
    assert good_was_read(graph)
    assert codes(graph).get("R008", "deep.sql") == f"deep{suffix}"


def test_closed_brackets_that_nest_too_deep(tree: Tree, src: Path) -> None:
    (src / "deep.py").write_text("x = " + "[" * 2_000 + "]" * 2_000)
    assert codes(tree()) == {"R008": "deep.py"}


def test_many_brackets_that_do_not_nest(tree: Tree, src: Path) -> None:
    (src / "wide.py").write_text("x = [\n" + "(1, {2: [3]}),\n" * 3_000 + "]\nclass Wide: pass\n")
    graph = tree()
    assert codes(graph) == {}
    assert any(unit.name == "Wide" for unit in graph.units)


CHAINS = {
    "py": "x = (a{})",
    "java": "class A {{ int f() {{ return a{}; }} }}",
    "ts": "const x = a{};",
    "cs": "class A {{ int f() {{ return a{}; }} }}",
}


@pytest.mark.parametrize("suffix", CHAINS)
def test_a_chain_of_100_000_calls(tree: Tree, src: Path, suffix: str) -> None:
    (src / f"chain.{suffix}").write_text(CHAINS[suffix].format("\n.b()" * 100_000))
    graph = tree()
    assert codes(graph) == {"R008": f"chain.{suffix}"}
    assert good_was_read(graph)


def test_a_line_that_nobody_wrote(tree: Tree, src: Path) -> None:
    (src / "min.js").write_text("a" + ".b()" * 100_000)
    assert codes(tree()) == {"R015": "min.js"}


def test_a_million_lines(tree: Tree, src: Path) -> None:
    (src / "long.py").write_text("\n" * 1_000_000 + "class Last: pass\n")
    graph = tree()
    assert [unit.line for unit in graph.units if unit.name == "Last"] == [1_000_001]


def test_pipes_and_sockets_are_not_waited_for(tree: Tree, src: Path) -> None:
    os.mkfifo(src / "pipe.py")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(src)  # the name of a socket may not be long
        try:
            server.bind("socket.py")
        finally:
            os.chdir(here)
        graph = tree()
    assert good_was_read(graph)
    assert {unit.path for unit in graph.units} == {"good.py"}


def test_a_file_that_becomes_a_pipe(tree: Tree, src: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (src / "x.py").write_text("class X: pass\n")

    def swapped(noted: sources.SourceTree, file: sources.SourceFile, kept=entries._bytes) -> bytes | None:  # type: ignore[no-untyped-def]
        if file.path == "x.py":
            (src / "x.py").unlink()
            os.mkfifo(src / "x.py")
        return kept(noted, file)

    monkeypatch.setattr(entries, "_bytes", swapped)
    assert good_was_read(tree())


def test_a_file_that_vanishes(tree: Tree, src: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (src / "x.py").write_text("class X: pass\n")

    def gone(noted: sources.SourceTree, file: sources.SourceFile, kept=entries._bytes) -> bytes | None:  # type: ignore[no-untyped-def]
        if file.path == "x.py":
            (src / "x.py").unlink()
        return kept(noted, file)

    monkeypatch.setattr(entries, "_bytes", gone)
    graph = tree()
    assert codes(graph) == {"R003": "x.py"}
    assert good_was_read(graph)


def test_no_permission(tree: Tree, src: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is made here."""
    (src / "closed").mkdir()
    (src / "secret.py").write_text("class Secret: pass\n")
    scan, open_ = os.scandir, os.open

    def refuse(path: str | Path, *rest: object, kept: Callable[..., object]) -> object:
        if str(path).endswith(("closed", "secret.py")):
            raise PermissionError(13, "Permission denied", str(path))
        return kept(path, *rest)

    monkeypatch.setattr(os, "scandir", lambda path: refuse(path, kept=scan))
    monkeypatch.setattr(os, "open", lambda path, *rest: refuse(path, *rest, kept=open_))
    graph = tree()
    monkeypatch.undo()
    assert sorted((p.code.id, p.span.path) for p in graph.problems) == [("R003", "closed"), ("R003", "secret.py")]
    assert good_was_read(graph)


@pytest.mark.parametrize("name", ["a\nb.py", "😀.py", "a b'\"$(x).py", "-rf.py", "ünïcode.py"])
def test_names_that_are_odd_but_text(tree: Tree, src: Path, name: str) -> None:
    (src / name).write_text("class Odd: pass\n")
    assert any(unit.path == name and unit.name == "Odd" for unit in tree(remember=True).units)


def test_names_that_are_not_text(tree: Tree, src: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(src) + b"/d\xff")).mkdir()
        Path(os.fsdecode(os.fsencode(src) + b"/n\xfe.py")).write_text(GOOD)
    except OSError:
        pytest.skip("this file system takes text alone")
    graph = tree(remember=True)
    assert sorted(p.span.path for p in graph.problems if p.code.id == "R013") == ["d\ufffd", "n\ufffd.py"]
    assert good_was_read(graph)


def test_statements_that_no_dialect_knows(tree: Tree, src: Path) -> None:
    (src / "s.sql").write_text("CREATE TABLE a (id int);\n\nCREATE TABLE b ((((;\nCREATE TABLE c (id int);\n")
    graph = tree()
    assert [str(p.span) for p in graph.problems if p.code.id == "R014"] == ["s.sql:3"]
    assert [fact.name for fact in graph.facts if hasattr(fact, "columns")] == ["a", "c"]


def test_xml_that_declares_entities(tree: Tree, src: Path) -> None:
    bomb = '<!DOCTYPE mapper [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<mapper namespace="x">&b;</mapper>'
    (src / "m.xml").write_text(bomb)
    graph = tree()
    assert codes(graph) == {"R005": "m.xml"}
    assert good_was_read(graph)


@pytest.mark.slow
def test_50_000_tiny_files(tree: Tree, src: Path) -> None:
    for n in range(50_000):
        (src / f"m{n}.py").write_text(f"x{n} = 1\n")
    assert len(tree().files) == 50_001


def test_a_string_that_does_not_end_takes_no_time() -> None:
    """Serialised data cut in the middle: each backslash could be read in two ways, and all of them were tried."""
    started = time.perf_counter()
    assert first_string("b'" + "\\n\\x12" * 200) == ""
    assert first_string("b'it\\'s', x") == "it\\'s"
    assert time.perf_counter() - started < 1
