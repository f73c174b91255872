"""`skerry decompose`, as a person, a shell and a program see it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from skerry.render.decomposition.json import schema

Run = Any  # the fixture of conftest.py
SOURCE = Path(__file__).parents[2] / "src"


def services(text: str) -> dict[str, list[str]]:
    return {row["name"]: row["units"] for row in json.loads(text)["services"]}


# -- a first run -------------------------------------------------------------------------------------------------------


def test_it_prints_a_summary_and_writes_a_model_and_a_report(run: Run) -> None:
    ran = run("decompose", "shop", "--out", "arch")
    assert ran.code == 0
    assert ran.out.startswith("shop: keep the monolith\n")
    assert ran.err == "wrote arch/report.html, arch/system.arch.yaml\n"
    assert run("check", "arch").code == 1  # it has no errors, and the rules have advice


def test_json_is_alone_on_its_stream_and_fits_its_schema(run: Run) -> None:
    ran = run("decompose", "shop", "--no-write", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    jsonschema_rs.validator_for(schema()).validate(json.loads(ran.out))
    assert [path.name for path in Path().iterdir()] == ["shop"]


def test_bounds_keep_the_document_valid_and_count_what_they_leave_out(run: Run) -> None:
    ran = run("decompose", "shop", "--no-write", "--format", "json", "--limit", "1", "--fields", "services.name,notes")
    found = json.loads(ran.out)
    assert set(found) == {"schema", "system", "services", "notes", "hidden"}
    assert [list(row) for row in found["services"]] == [["name"]]
    assert found["hidden"]["services"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--services", "0"], "'0' is no number of services"),
        (["--services", "-1"], "'-1' is no number of services"),
        (["--services", "many"], "'many' is no number of services"),
        (["--limit", "-1"], "'-1' is not a whole number from 0 on"),
        (["--without", "magic"], "no such family: magic"),
        (["--fields", "servces"], "no such field: servces"),
        (["--fields", "services.nmae"], "no such field: services.nmae"),
        (["--format", "xml"], "xml"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_read_or_written(run: Run, arguments: list[str], said: str) -> None:
    ran = run("decompose", "shop", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert [path.name for path in Path().iterdir()] == ["shop"]


@pytest.mark.parametrize("asked", [1, 2, 4])
def test_so_many_services_as_are_asked_for(run: Run, asked: int) -> None:
    ran = run("decompose", "shop", "--no-write", "--services", str(asked), "--format", "json")
    assert len(services(ran.out)) == asked


def test_more_services_than_there_are_parts_is_answered_with_a_word(run: Run) -> None:
    ran = run("decompose", "shop", "--no-write", "--services", "10000")
    assert ran.code == 0
    assert "10,000 services asked for: " in ran.out


def test_a_limit_bounds_every_list_of_the_summary(run: Run) -> None:
    whole, bounded = (run("decompose", "shop", "--no-write", *more).out for more in ((), ("--limit", "1")))
    assert "Services (1 of " in bounded
    assert bounded.count(" more reason") == 3
    assert len(bounded.splitlines()) < len(whole.splitlines()) - 20


# -- a second run ------------------------------------------------------------------------------------------------------


def test_an_accepted_model_is_kept_to_the_letter_and_binds_the_next_cut(run: Run) -> None:
    run("decompose", "shop", "--out", "arch")
    model = Path("arch/system.arch.yaml")
    edited = model.read_text().replace('"shop:bookshop/notify/**", ', "")
    edited = edited.replace('"shop:bookshop/stock/**"', '"shop:bookshop/stock/**", "shop:bookshop/notify/**"')
    model.write_text(edited)
    ran = run("decompose", "shop", "--out", "arch", "--format", "json")
    assert ran.code == 0
    assert model.read_text() == edited
    assert "bookshop/notify/mail.py" in services(ran.out)["stock"]
    assert "The model in arch was taken as given and not changed." in ran.err
    assert "~ bookshop/notify/mail.py: in `stock`, evidence says `orders`" in ran.err
    assert ran.err.endswith("wrote arch/report.html\n")


def test_new_code_and_code_that_is_gone_are_a_plan(run: Run) -> None:
    run("decompose", "shop", "--out", "arch")
    shutil.rmtree("shop/bookshop/stock")
    shutil.copytree("shop/bookshop/customers", "shop/bookshop/loyalty")
    ran = run("decompose", "shop", "--out", "arch")
    assert "not in the model yet" in ran.err
    assert "    bookshop/loyalty/accounts.py" in ran.err
    assert "- `stock`: none of its code is here any more" in ran.err


def test_no_write_takes_no_model_as_given(run: Run) -> None:
    run("decompose", "shop", "--services", "2")
    ran = run("decompose", "shop", "--no-write", "--services", "3", "--format", "json")
    assert (len(services(ran.out)), ran.err) == (3, "")


def test_a_model_of_another_system_is_told_from_one_that_is_behind(run: Run) -> None:
    shutil.copytree("shop/bookshop/orders", "other")
    run("decompose", "other", "--out", "arch")
    ran = run("decompose", "shop", "--out", "arch")
    assert "The model in arch names none of the files that were read here." in ran.err
    assert "not in the model yet" not in ran.err


def test_fewer_services_than_the_model_fixes_are_refused(run: Run) -> None:
    run("decompose", "shop", "--services", "4", "--out", "arch")
    ran = run("decompose", "shop", "--services", "2", "--out", "arch")
    assert (ran.code, ran.out) == (2, "")
    assert "error[D004]: 2 asked for, but 4 services are fixed" in ran.err


def test_a_model_that_cannot_be_read_is_announced_and_left_alone(run: Run) -> None:
    Path("arch").mkdir()
    broken = "arch: 1\nsystem: shop\nservices: [\n"
    Path("arch/system.arch.yaml").write_text(broken)
    ran = run("decompose", "shop", "--out", "arch")
    assert ran.code == 0
    assert "--> arch/system.arch.yaml:" in ran.err
    assert "error[M0" in ran.err
    assert Path("arch/system.arch.yaml").read_text() == broken


def test_a_service_whose_code_cannot_be_read_keeps_its_name_and_the_rest_still_binds(run: Run) -> None:
    run("decompose", "shop", "--out", "arch")
    model = Path("arch/system.arch.yaml")
    held = model.read_text().replace('"shop:bookshop/notify/**", ', "")
    held = held.replace('["shop:bookshop/stock/**"]', "[{ a: 1 }]")
    held = held.replace('"shop:bookshop/payments/**"', '"shop:bookshop/payments/**", "shop:bookshop/notify/**"')
    model.write_text(held)
    ran = run("decompose", "shop", "--out", "arch", "--format", "json")
    assert ran.code == 0
    assert "error[M011]: expected a pattern of paths" in ran.err
    assert "The model in arch has errors: what could be read of it was taken as given, nothing changed." in ran.err
    assert "not in the model yet: `stock`\n" in ran.err
    assert "bookshop/notify/mail.py" in services(ran.out)["payments"]
    assert model.read_text() == held


@pytest.mark.parametrize("text", ["", "arch: 1\n", "[1, 2]\n", "\x00"])
def test_a_model_that_says_nothing_is_reported_and_everything_is_a_suggestion(run: Run, text: str) -> None:
    Path("arch").mkdir()
    Path("arch/system.arch.yaml").write_text(text)
    ran = run("decompose", "shop", "--out", "arch")
    assert ran.code == 0
    assert "error[M0" in ran.err
    assert "The model in arch has errors" in ran.err
    assert "not in the model yet: a new service `stock`" in ran.err
    assert Path("arch/system.arch.yaml").read_text() == text


# -- where it writes ---------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_else_keeps_all_its_files(run: Run) -> None:
    Path("arch").mkdir()
    Path("arch/notes.txt").write_text("mine")
    assert run("decompose", "shop", "--out", "arch").code == 0
    assert Path("arch/notes.txt").read_text() == "mine"


def test_a_report_of_somebody_else_is_not_written_over(run: Run) -> None:
    Path("arch").mkdir()
    Path("arch/report.html").write_text("<h1>Revenue</h1>")
    ran = run("decompose", "shop", "--out", "arch")
    assert ran.code == 2
    assert (
        "arch/report.html: stands there already, and was not written by Skerry. Name another folder with --out."
        in ran.err
    )
    assert [path.name for path in Path("arch").iterdir()] == ["report.html"]
    assert Path("arch/report.html").read_text() == "<h1>Revenue</h1>"


def test_a_file_in_the_place_of_the_folder_is_one_line(run: Run) -> None:
    Path("arch").write_text("a file")
    ran = run("decompose", "shop", "--out", "arch")
    assert ran.code == 2
    assert ran.err == "skerry decompose: not written: arch: File exists. Name another folder with --out.\n"


# -- nothing to propose ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "an empty path; '.' is this folder"),
        ("missing", "`missing` is not there"),
        ("shop/README.md", "is a file"),
        ("empty", "nothing in a language that is read"),
    ],
)
def test_without_code_there_is_a_reason_and_no_result(run: Run, path: str, said: str) -> None:
    Path("empty").mkdir()
    ran = run("decompose", path)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not Path("architecture").exists()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_tree_that_declares_nothing_is_one_sentence_with_a_way_out(run: Run, form: str) -> None:
    Path("flat").mkdir()
    Path("flat/a.py").write_text("X = 1\n")
    ran = run("decompose", "flat", "--format", form)
    assert ran.code == 0
    assert "There is nothing to cut: " in ran.out
    assert "Give the folder that holds the sources" in " ".join(ran.out.split())
    assert ran.err == "wrote architecture/report.html\n"
    page = Path("architecture/report.html").read_text()
    assert "Nothing to cut." in page
    assert 'id="services"' not in page
    if form == "json":
        jsonschema_rs.validator_for(schema()).validate(json.loads(ran.out))
        assert json.loads(ran.out)["services"] == []
    else:
        assert len(ran.out.splitlines()) <= 3


def test_markdown_is_alone_on_its_stream(run: Run) -> None:
    ran = run("decompose", "shop", "--no-write", "--format", "markdown")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("## shop: keep the monolith\n")


# -- the terminal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("colour", "painted"), [("always", True), ("never", False)])
def test_colour_is_for_who_asks_and_never_for_json(run: Run, colour: str, painted: bool) -> None:
    assert ("\x1b[" in run("decompose", "shop", "--no-write", "--color", colour).out) is painted
    assert "\x1b" not in run("decompose", "shop", "--no-write", "--color", colour, "--format", "json").out


def test_a_pipe_that_is_closed_early_is_no_error(run: Run, warm: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "SKERRY_CACHE": str(warm)}
    command = [sys.executable, "-m", "skerry", "decompose", "shop", "--no-write", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 141)
