"""`skerry recover`: from services in a folder to a model that loads; what stands there is never written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.cli.entrance import main

COMPOSE = """\
services:
  orders:
    build: ./orders
    ports: ["8080:80"]
    environment:
      STOCK_URL: http://stock:9000
      DATABASE_URL: postgres://orders:x@orders-db/orders
  stock:
    build: ./stock
  orders-db:
    image: postgres:16
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    for name in ("orders", "stock"):
        (tmp_path / "shop" / name).mkdir(parents=True)
    (tmp_path / "shop" / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "shop" / "orders" / "app.py").write_text(
        "import os\nSTOCK = os.environ['STOCK_URL']\nDATABASE = os.environ['DATABASE_URL']\n"
    )
    return tmp_path / "shop"


def test_what_runs_becomes_a_model_that_is_sound(
    fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "model"
    assert main(["recover", str(fleet), "--out", str(model)]) == 0
    assert "wrote" in capsys.readouterr().out
    text = (model / "system.arch.yaml").read_text()
    assert "  orders:\n    context: orders\n" in text and "      stock: {}" in text
    assert 'code: ["shop:orders/**"]' in text and 'shop: { code: ["../shop/**"] }' in text
    assert main(["check", str(model)]) == 1  # it has no errors, and the rules have something to say


def test_a_model_that_stands_there_is_left_as_it_is(
    fleet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "mine.arch.yaml").write_text("arch: 1\nsystem: mine\n")
    assert main(["recover", str(fleet), "--out", str(model)]) == 2
    assert "mine.arch.yaml stands there and is left as it is: `skerry drift" in capsys.readouterr().err
    assert [path.name for path in model.iterdir()] == ["mine.arch.yaml"]


def test_it_can_be_printed(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", str(fleet), "--out", "-"]) == 0
    assert capsys.readouterr().out.startswith("# yaml-language-server")


def test_nothing_to_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recover", str(tmp_path / "nowhere")]) == 2
    assert "R001" in capsys.readouterr().err
