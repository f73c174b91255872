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


_SHOP = {
    "shop/base.py": "from django.db import models\n\n\nclass Named(models.Model):\n    class Meta:\n        abstract = True\n",
    "shop/models.py": "from django.db import models\nfrom shop.base import Named\n\n\n"
    "class Order(Named):\n    total = models.IntegerField()\n",
    "shop/use.py": "from shop.models import Order\n\n\ndef go(pk):\n    return Order.objects.get(pk=pk)\n",
    "shop/hope.py": "def go(basket):\n    basket.total = 1\n    basket.save()\n",
}


def test_a_new_model_resolves_those_alone_who_asked_for_one_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))
    tree = tmp_path / "tree"
    for path, text in _SHOP.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    _again(tree)
    with (tree / "shop/models.py").open("a") as stream:
        stream.write("\n\nclass Voucher(Named):\n    code = models.IntegerField()\n")
    assert _resolved(tree, monkeypatch) == ["shop/models.py"]
    with (tree / "shop/models.py").open("a") as stream:
        stream.write("\n\nclass Basket(Named):\n    total = models.IntegerField()\n")
    assert sorted(_resolved(tree, monkeypatch)) == ["shop/hope.py", "shop/models.py"]
    assert _told(_again(tree)) == _told(_anew(tree))


def test_what_a_table_says_of_a_file_changes_with_an_edit_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))
    tree = tmp_path / "tree"
    for path, text in _SHOP.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    _again(tree)
    (tree / "shop/base.py").write_text("class Named:\n    pass\n")
    assert "shop/use.py" in _resolved(tree, monkeypatch)
    assert _told(_again(tree)) == _told(_anew(tree))


def test_the_line_of_a_fact_is_that_of_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "tasks.py").write_text("from celery import shared_task\n\n\n@shared_task\ndef sweep():\n    pass\n")
    (tree / "clock.py").write_text(
        "from celery import Celery\nCELERY_BEAT_SCHEDULE = {'s': {'task': 'tasks.sweep', 'schedule': 60}}\n"
    )
    assert "line=5" in str(_again(tree).facts)
    (tree / "tasks.py").write_text("\n\n" + (tree / "tasks.py").read_text())
    assert _told(_again(tree)) == _told(_anew(tree))


def test_every_field_of_a_fact_that_is_a_number_is_known_to_be_a_unit_or_not() -> None:
    for kind in AnyFact.__args__:
        numbers = {f.name for f in msgspec.structs.fields(kind) if f.type is int}
        assert numbers - set(unit_fields(kind)) == {"line"}, kind
