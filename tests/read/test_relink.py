"""What is read again after an edit is what is read anew, to the last line and in the same order."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read._edits import edit, made

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import AnyFact
from skerry.read import relink
from skerry.read.codebase import ReadOptions, read
from skerry.read.moves import unit_fields


@contextmanager
def _a_tree() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKERRY_CACHE", f"{folder}/cache")
        yield made(Path(folder) / "tree")


def _told(graph: FactGraph) -> list[str]:
    rows = [graph.units, graph.references, graph.facts, graph.problems, graph.words.items(), graph.lines.items()]
    return [str(row) for each in rows for row in each]


def _again(tree: Path) -> FactGraph:
    return read(tree, ReadOptions(history=False, tests=True))


def _anew(tree: Path) -> FactGraph:
    return read(tree, ReadOptions(history=False, tests=True, remember=False))


@settings(max_examples=int(os.environ.get("SKERRY_EDITS", "12")), deadline=None)
@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=6))
def test_after_any_edits_reading_again_gives_what_reading_anew_gives(seeds: list[int]) -> None:
    with _a_tree() as tree:
        _again(tree)
        done = []
        for seed in seeds:
            done.append(edit(tree, random.Random(seed)))
            again, anew = _told(_again(tree)), _told(_anew(tree))
            assert again == anew, done


def _resolved(tree: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that reading again resolves."""
    found: list[str] = []

    def seen(work, stale):  # type: ignore[no-untyped-def]
        found.extend(stale)
        return map(work, stale)

    monkeypatch.setattr(relink, "each", seen)
    graph = _again(tree)
    paths = sorted(graph.files)
    return [paths[i] for i in found]  # type: ignore[call-overload]


def test_an_edit_resolves_no_file_that_it_does_not_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    with _a_tree() as tree:
        _again(tree)
        with (tree / "java/src/main/java/shop/catalog/Product.java").open("a") as stream:
            stream.write("class Zwolenska { }\n")
        assert _resolved(tree, monkeypatch) == ["java/src/main/java/shop/catalog/Product.java"]
        assert _resolved(tree, monkeypatch) == []


def test_an_edit_resolves_those_who_asked_for_what_it_adds(monkeypatch: pytest.MonkeyPatch) -> None:
    with _a_tree() as tree:
        _again(tree)
        (tree / "typescript/src/ring/three.ts").write_text("export function swim() {}\n")
        assert "typescript/src/ring/use.ts" not in _resolved(tree, monkeypatch)
        with (tree / "typescript/src/ring/one.ts").open("a") as stream:
            stream.write("export * from './three'\n")
        assert "typescript/src/ring/use.ts" in _resolved(tree, monkeypatch)


def test_every_field_of_a_fact_that_is_a_number_is_known_to_be_a_unit_or_not() -> None:
    for kind in AnyFact.__args__:
        numbers = {f.name for f in msgspec.structs.fields(kind) if f.type is int}
        assert numbers - set(unit_fields(kind)) == {"line"}, kind
