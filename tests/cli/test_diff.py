"""`skerry diff`, as a person uses it on a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from skerry.cli import main

SHOP = Path(__file__).parents[2] / "examples" / "shop" / "shop.arch.yaml"
MODEL = Path("architecture/shop.arch.yaml")


def git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *who, *arguments), check=True, capture_output=True)


def commit(message: str) -> None:
    git("add", "-A")
    git("commit", "-qm", message)


def edit(*edits: tuple[str, str]) -> None:
    text = MODEL.read_text()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    MODEL.write_text(text)


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    Path("README").write_text("a shop\n")
    commit("before there was a model")
    git("tag", "empty")
    MODEL.parent.mkdir()
    MODEL.write_text(SHOP.read_text())
    commit("the model")


def difference(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = main(["diff", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def rules(rows: list[Any]) -> dict[str, str]:
    return {row["rule"]: row["level"] for row in rows}


def test_nothing_has_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "main"]) == 0
    assert capsys.readouterr().out == "nothing has changed\n"
    MODEL.write_text("# a comment\n" + MODEL.read_text())
    code, found = difference(capsys, "main")
    assert (code, found["changes"], found["contracts"], found["schema"]) == (0, [], [], "skerry/diff/1")


def test_a_removed_field_breaks_those_who_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        ("description: text, price: money, category", "description: text, category"),
        ("reads: [name, price]", "reads: [name]"),
    )
    code, found = difference(capsys, "main")
    assert code == 1
    assert rules(found["changes"])["model-type-field-removed"] == "dangerous"
    broken = [row for row in found["contracts"] if row["level"] == "breaking"]
    assert {row["details"]["format"] for row in broken} >= {"openapi", "graphql"}
    assert {row["details"]["service"] for row in broken} == {"catalog-service"}
    (spared,) = [row["consumers"] for row in broken if row["operation"] == "GET /products/{id}"]
    assert [(each["consumer"], each["level"]) for each in spared] == [("order-service", "safe")]
    place = next(row["after"]["place"] for row in broken if row["operation"] == "GET /products/{id}")
    assert place["path"] == str(MODEL)
    assert "GET /products/{id}" in MODEL.read_text().splitlines()[place["line"] - 1]
    assert found["advice"]["version"] == "major"


def test_both_sides_are_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    edit(("calls: { timeout: 500ms", "calls: { timeout: 300ms"))
    assert main(["diff", "main"]) == 0
    shown = capsys.readouterr().out
    assert "main:architecture/shop.arch.yaml:" in shown
    assert "timeout: 500ms" in shown
    assert "timeout: 300ms" in shown
    assert "0 breaking, 1 dangerous" in shown


def test_new_ties_between_services_are_dangerous(capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        ("postgres: shipments", "postgres: orders"),
        ("calls: { stripe:", "calls: { order-service: { get: {} }, stripe:"),
    )
    code, found = difference(capsys, "main")
    assert code == 0
    assert rules(found["changes"]).items() >= {
        ("model-call-added", "dangerous"), ("model-ownership-shared-added", "dangerous"),
        ("model-store-database-changed", "dangerous"),
    }  # fmt: skip


def test_a_branch_is_compared_from_where_it_parted(capsys: pytest.CaptureFixture[str]) -> None:
    git("checkout", "-qb", "mine")
    edit(("peak: 600 rps", "peak: 700 rps"))
    commit("more load")
    git("checkout", "-q", "main")
    edit(("team: warehouse,", "team: logistics,"))
    commit("another team")
    _, mine = difference(capsys, "main...mine")
    assert set(rules(mine["changes"])) == {"model-service-load-changed"}
    _, both = difference(capsys, "main..mine")
    assert set(rules(both["changes"])) == {
        "model-service-load-changed", "model-context-team-changed", "model-service-team-changed",
    }  # fmt: skip
    assert (both["before"], both["after"]) == ("main", "mine")


def test_a_revision_without_a_model_has_everything_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = difference(capsys, "empty")
    assert code == 0
    assert [each["code"] for each in found["problems"]] == ["C010"]
    assert sum(row["rule"] == "model-service-added" for row in found["changes"]) == 8


def test_a_model_of_one_file_is_found_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    edit(("peak: 600 rps", "peak: 700 rps"))
    _, found = difference(capsys, "main", str(MODEL))
    assert list(rules(found["changes"])) == ["model-service-load-changed"]


@pytest.mark.parametrize("given", ["nowhere", "main..nowhere", "nowhere...main", "--output=x..main"])
def test_an_unknown_revision_is_an_error(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--format", "json", "--", given]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["changes"], [each["code"] for each in found["problems"]]) == ([], ["F001"])


def test_errors_of_the_model_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    edit(("context: notify", "context: nothing"))
    assert main(["diff", "main"]) == 2
    commit("broken")
    edit(("context: nothing", "context: notify"))
    code, found = difference(capsys, "main")
    assert (code, [each["code"] for each in found["problems"]]) == (0, ["C009"])


def test_an_accepted_break_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    edit(("        GET /categories: categories -> Category[]\n", ""))
    code, found = difference(capsys, "main")
    assert code == 1
    marks = [
        row["fingerprint"] for part in ("changes", "contracts") for row in found[part] if row["level"] == "breaking"
    ]
    why = ["--reason", "r", "--owner", "o", "--until", "2099-01-01"]
    assert main(["contracts", "accept", "main", "architecture", *marks, *why]) == 0
    code, found = difference(capsys, "main")
    assert (code, len(found["accepted"]), found["problems"]) == (0, len(marks), [])


@pytest.mark.parametrize(("form", "shows"), [("github", "::warning file=architecture/shop.arch.yaml,line="),
                                             ("markdown", "### Architecture changes"), ("sarif", '"model-step-undo-removed"'),
                                             ("junit", "model-step-undo-removed")])  # fmt: skip
def test_the_formats_of_reviews(form: str, shows: str, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        ("        undo: payment-service.refund\n", ""), ("peak: 120 rps", "peak: 130 rps"), ("retries: 2", "retries: 3")
    )
    assert main(["diff", "main", "--format", form]) == 0
    shown = capsys.readouterr().out
    assert shows in shown
    assert "main:architecture" not in shown or form in ("markdown", "sarif")


def test_lists_are_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = difference(capsys, "empty", "--limit", "3", "--fields", "rule,level")
    assert [set(row) for row in found["changes"]] == [{"rule", "level"}] * 3
    assert found["bounds"]["changes"]["hidden"] > 100
