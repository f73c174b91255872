"""`skerry generate`: a plan, the writing, and what is said where something is in the way."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import ROOT, Run

SHOP = ROOT / "examples/shop"


@pytest.fixture
def model(run: Run, tmp_path: Path) -> Path:
    """The shop's model alone, without what is generated for it."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("shop.arch.yaml", "stripe.openapi.json", "search.openapi.yaml"):
        shutil.copy(SHOP / name, folder / name)
    return folder


def files(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def test_a_plan_writes_nothing_and_says_how_to(run: Run, model: Path):
    before = files(model)
    ran = run("generate", "all", model)
    assert (ran.code, ran.err) == (0, "")
    assert "services/order-service/" in ran.out and ran.out.rstrip().endswith("nothing is written yet: add --write")
    assert files(model) == before


def test_it_writes_once_and_then_has_nothing_to_do(run: Run, model: Path):
    assert run("generate", "all", model, "--check").code == 1
    assert run("generate", "all", model, "--write").code == 0
    assert {"fleet.json", "gateway/gateway.json", "services/order-service/pyproject.toml"} <= files(model)
    ran = run("generate", "all", model, "--check")
    assert ran.code == 0 and "new" not in ran.out.splitlines()[-1]


def test_the_shape_of_json_is_the_documented_one(run: Run, model: Path):
    ran = run("generate", "service", model, "--only", "payment-service", "--format", "json", "--limit", "3")
    found = json.loads(ran.out)
    assert set(found) == {"schema", "written", "files", "notes", "bounds"}
    assert (found["schema"], found["written"], len(found["files"])) == ("skerry-generate-1", False, 3)
    assert found["files"][0] == {"path": "services/payment-service/Dockerfile", "fate": "add"}
    assert f'"schema": "{found["schema"]}"' in (ROOT / "docs/how-to/generate.md").read_text()


def test_some_services_leave_the_others_alone(run: Run, model: Path):
    run("generate", "service", model, "--write")
    again = run("generate", "service", model, "--only", "order-service,payment-service", "--write")
    assert again.code == 0
    assert (model / "services/catalog-service/pyproject.toml").exists()


def test_a_service_that_is_not_there(run: Run, model: Path):
    ran = run("generate", "all", model, "--only", "oder-service")
    assert (ran.code, ran.out) == (2, "")
    assert "no service 'oder-service'; did you mean 'order-service'?" in ran.err


def test_a_service_that_runs_as_it_is(run: Run, model: Path):
    ran = run("generate", "service", model, "--only", "search-service")
    assert ran.code == 0 and "search-service: runs as it is" in ran.out


def test_a_model_with_errors(run: Run, model: Path):
    path = model / "shop.arch.yaml"
    path.write_text(path.read_text().replace("arch: 1", "arch: 9"))
    ran = run("generate", "all", model, "--write")
    assert ran.code == 2 and "M016" in ran.err
    assert not (model / "services").exists()


def test_a_kind_that_is_not_there(run: Run, model: Path):
    ran = run("generate", "servise", model)
    assert ran.code == 2 and "choose from" in ran.err


def test_a_folder_that_can_not_be_written(run: Run, model: Path, tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    ran = run("generate", "all", model, "--out", tmp_path / "taken", "--write")
    assert ran.code == 2 and re.search(r"taken(/\w+)? can't be written: Not a directory", ran.err)


def test_files_of_somebody_else_stay_and_are_named(run: Run, model: Path):
    theirs = model / "services/order-service/README.md"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs\n")
    ran = run("generate", "service", model, "--only", "order-service", "--write")
    assert ran.code == 1 and "README.md  somebody else's: kept as it is" in ran.out
    assert theirs.read_text() == "theirs\n"
    told = json.loads(run("generate", "service", model, "--only", "order-service", "--format", "json").out)
    assert [each["path"] for each in told["files"] if each.get("foreign")] == ["services/order-service/README.md"]


def test_edits_that_disagree_are_told_with_their_line(run: Run, model: Path):
    run("generate", "service", model, "--write")
    path = model / "services/catalog-service/src/catalog_service/service_layer/defaults.py"
    path.write_text(path.read_text().replace('"""Add a product."""', '"""Sell something new."""'))
    mine, arch = path.read_text(), model / "shop.arch.yaml"
    arch.write_text(arch.read_text().replace("POST /products: add(AddProduct)", "POST /products: list_it(AddProduct)"))
    ran = run("generate", "service", model, "--write")
    line = next(at for at, text in enumerate(mine.splitlines(), 1) if "async def add(" in text)
    assert ran.code == 1 and f"disagree at line {line}: kept as it is" in ran.out
    assert path.read_text() == mine


def test_a_service_that_the_model_no_longer_has_is_left_to_a_person(run: Run, model: Path):
    run("generate", "all", model, "--write")
    (model / "services/order-service").rename(model / "services/old-service")
    ran = run("generate", "all", model)
    assert "services/old-service: the model no longer has it" in ran.out
    assert "services/old-service/" not in ran.out
