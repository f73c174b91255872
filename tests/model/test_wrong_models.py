"""What a person sees who writes a wrong model. `SKERRY_REGENERATE=1 pytest tests/model/test_wrong_models.py` writes the texts anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skerry.model import load
from skerry.model.problems import CODES
from skerry.render.problems import Canvas, problems_text
from skerry.render.source import Sources

WRONG = Path(__file__).parent / "wrong"
MODELS = sorted(WRONG.glob("*.arch.yaml"))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.name.removesuffix(".arch.yaml"))
def test_the_messages(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    text = problems_text(load(Path(model.name)).problems, Canvas(Sources(), width=120))
    expected = model.with_name(model.name.replace(".arch.yaml", ".txt"))
    if os.environ.get("SKERRY_REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_there_are_many_and_all_are_wrong() -> None:
    assert len(MODELS) >= 25
    assert all(load(model).problems for model in MODELS)


def test_every_kind_of_problem_is_shown_somewhere(tmp_path: Path) -> None:
    (tmp_path / "a.arch.yaml").write_text("arch: 1\nsystem: a\ncontexts: { x: {} }\n")
    (tmp_path / "b.arch.yaml").write_text("contexts: { x: {} }\n")
    (tmp_path / "c.arch.yaml").write_bytes(b"about: \xff\n")
    (tmp_path / "d.arch.yaml").write_text("about: " + "[" * 200_000 + "\n")
    (tmp_path / "e.arch.yaml").write_text("about: !!binary x\n")
    loaded = [load(model) for model in (*MODELS, tmp_path, tmp_path / "none")]
    seen = {problem.code for each in loaded for problem in each.problems}
    assert [code.id for code in CODES if code not in seen] == []


def test_codes_are_unique_and_say_enough() -> None:
    assert len({code.id for code in CODES}) == len(CODES)
    assert all(len(code.about) > 80 and not code.title.endswith(".") for code in CODES)


def test_places_lie_within_the_text() -> None:
    for model in MODELS:
        lines = model.read_text(encoding="utf-8").split("\n")
        for problem in load(model).problems:
            assert problem.span.line <= len(lines)
            assert problem.span.line == 0 or problem.span.column <= len(lines[problem.span.line - 1]) + 1
