"""Files of one name stand apart: the same cut comes out of modules that are copies of one another, however many they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skerry.decompose.cut import Cutter
from skerry.decompose.field import Field
from skerry.decompose.granularity import DEFAULT, granularity, smoothed, together
from skerry.decompose.weigh import Evidence
from skerry.read.codebase import ReadOptions, read

WITHOUT = frozenset({"layout", "history"})
NOUNS = ("Invoice", "Parcel", "Member", "Voucher", "Review", "Refund", "Wishlist", "Carrier")


def _copied(root: Path, nouns: tuple[str, ...], files: str = "{part}.py") -> Cutter:
    """A module for each noun, all built alike: the first knows that of the next module."""
    for noun, other in zip(nouns, (*nouns[1:], *nouns[:1]), strict=True):
        base = f"shop.{noun.lower()}s"
        told = {
            part: files.format(part=part, noun=noun.lower())[:-3]
            for part in ("models", "services", "handlers", "tasks")
        }
        uses = f"from {base}.{told['models']} import {noun}\n\n\n"
        door = f"from shop.{other.lower()}s.{files.format(part='models', noun=other.lower())[:-3]} import {other}\n\n\n"
        texts = {
            "models": door
            + f"class {noun}:\n    next: {other}\n\n    def rename(self, {other.lower()}: {other}):\n        pass\n",
            "services": uses + f"def retry_failed_outbox_messages():\n    return {noun}('new')\n",
            "handlers": uses + f"def publish_domain_event_batch():\n    return {noun}('old')\n",
            "tasks": uses + f"def purge_expired_audit_records():\n    return {noun}('audited')\n",
        }
        for part, text in texts.items():
            path = root / "shop" / f"{noun.lower()}s" / f"{told[part]}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return Cutter(Evidence(Field.of(read(root, ReadOptions(remember=False, history=False))), WITHOUT))


def _parts(cutter: Cutter, resolution: float) -> set[frozenset[str]]:
    labels = cutter.at(resolution).labels
    folders = [path.split("/")[-2] for path in cutter.field.paths]
    return {frozenset(folder for folder, label in zip(folders, labels, strict=True) if label == n) for n in set(labels)}


@pytest.mark.parametrize("count", [3, 5, 8])
def test_copies_of_a_module_come_apart(count: int, tmp_path: Path) -> None:
    cutter = _copied(tmp_path, NOUNS[:count])
    assert _parts(cutter, granularity(cutter)) == {frozenset({f"{noun.lower()}s"}) for noun in NOUNS[:count]}


def test_only_references_tie_files_of_one_name(tmp_path: Path) -> None:
    cutter = _copied(tmp_path, NOUNS[:3])
    called = cutter.field.called
    for name, layer in cutter.evidence.layers.items():
        ties = layer.tocoo()
        assert name == "structure" or not (called[ties.row] == called[ties.col]).any(), name


def test_without_files_of_one_name_the_granularity_is_what_fitted_others(tmp_path: Path) -> None:
    assert granularity(_copied(tmp_path, NOUNS, "{noun}_{part}.py")) == DEFAULT


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=30))
def test_the_share_together_is_1_in_one_part_and_0_when_all_stand_alone(files: list[tuple[int, int]]) -> None:
    called = np.unique([name for name, _ in files], return_inverse=True)[1]
    labels = np.array([part for _, part in files])
    has_any = len(set(called.tolist())) < len(files)
    assert together(called, np.zeros(len(files), np.int64)) == pytest.approx(float(has_any))
    assert together(called, np.arange(len(files))) == 0
    assert 0 <= together(called, labels) <= 1 + 1e-12


def test_each_name_counts_as_often_as_it_is_repeated() -> None:
    called, labels = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 1])
    assert together(called, labels) == pytest.approx(2 / 3 * 1 / 3)


@pytest.mark.parametrize("asked", [1, 2, 5, 8])
def test_copies_of_a_module_are_never_torn_apart_by_a_number(asked: int, tmp_path: Path) -> None:
    cutter = _copied(tmp_path, NOUNS)
    cut = cutter.of(asked)
    folders = [path.split("/")[-2] for path in cutter.field.paths]
    assert cut.services == asked
    assert len(set(zip(folders, cut.labels.tolist(), strict=True))) == len(NOUNS)


def test_more_than_there_are_parts_gives_what_could_be_a_service(tmp_path: Path) -> None:
    cutter = _copied(tmp_path, NOUNS[:3])
    assert 3 <= cutter.of(1000).services <= len(cutter.field)


def test_a_fit_by_chance_is_told_from_one_whose_neighbours_agree() -> None:
    assert int(np.argmax(smoothed([0.1, 0.9, 0.1, 0.6, 0.7, 0.6]))) == 4
    assert smoothed([0.5]).tolist() == [pytest.approx(0.5)]
