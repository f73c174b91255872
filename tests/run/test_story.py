"""`skerry run --story`: the shop as its users see it, on each bus; stories that are broken or not true."""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.run.system import BOARD, CLINIC, SHOP, copied, skerry


@pytest.mark.parametrize("bus", ["sqlite", "nats", "rabbitmq", "kafka"])
def test_the_shop_tells_its_story(bus: str, tmp_path: Path) -> None:
    if bus == "nats" and not (find_spec("nats") and Path(sys.executable).with_name("nats-server").exists()):
        pytest.skip("needs the extra `run`")
    if bus in ("rabbitmq", "kafka") and not os.environ.get(f"SKERRY_{bus.upper()}"):
        pytest.skip(f"`make {bus}` runs it")
    shop = copied(SHOP, tmp_path / "shop")
    ran = skerry("run", str(shop), "--story", "--gateway", "python", "--bus", bus, limit=300)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert "shop is up at http://127.0.0.1:" in ran.stderr
    steps = [line for line in ran.stdout.splitlines() if line.startswith("✓")]
    assert len(steps) == 14 and ran.stdout.rstrip().endswith("All of it came true.")
    assert "notification-service  ⇠ shop.orders.order-created.v2" in ran.stdout, "events belong to the trace"
    assert "✗ dead: killed by signal 9" in ran.stderr, "the order service was really killed"


def test_the_clinic_tells_its_story(tmp_path: Path) -> None:
    clinic = copied(CLINIC, tmp_path / "clinic")
    ran = skerry("run", str(clinic), "--story", "--gateway", "python", "--bus", "sqlite", limit=300)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert ran.stdout.rstrip().endswith("All of it came true.")
    assert "✗ dead: killed by signal 9" in ran.stderr, "billing was really killed while its saga waited"
    shown = skerry("audit", "show", str(clinic), "--format", "json", "--service", "card-service")
    charged = [each["who"] for each in json.loads(shown.stdout)["records"] if each["what"].get("operation") == "charge"]
    assert charged and all(who["began"] for who in charged), (
        "the saga has charged the card for whoever billed the visit"
    )


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return copied(BOARD, tmp_path / "board")


def told(board: Path, story: str) -> tuple[int, str, str]:
    (board / "story.yaml").write_text(story)
    ran = skerry("run", str(board), "--story", "--gateway", "python", "--bus", "sqlite")
    return ran.returncode, ran.stdout, ran.stderr


def test_what_does_not_come_true_is_said_and_ends_with_1(board: Path) -> None:
    code, out, err = told(
        board,
        "story: a note\nsteps:\n"
        "  - { say: a note is pinned, call: POST /v1/notes, with: { text: hello }, expect: 201, keep: { note: id } }\n"
        "  - { say: it says something else, call: 'GET /v1/notes/{note}', until: { text: bye }, within: 0.5 }\n"
        "  - { say: never told, call: GET /v1/notes }\n",
    )
    assert code == 1, err
    assert "✓ a note is pinned" in out and "✗ it says something else  GET /v1/notes/{note}" in out
    assert "it answered 200: {" in out and '"text": "hello"' in out and "never told" not in out


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ("story: s\nsteps:\n  - say: x\n    call: FETCH /notes\n", "story.yaml:3:5: a step calls"),
        ("story: s\nsteps:\n  - say: x\n    cal: GET /notes\n", "story.yaml:3:5: Object contains unknown field `cal`"),
        ("story: s\nsteps: [\n", "story.yaml:3:1: "),
        (
            "story: s\nsteps:\n  - { say: x, call: GET /notes, within: soon }\n",
            "story.yaml:3:33: Expected `float`, got `str`",
        ),
    ],
)
def test_a_broken_story_is_told_where_before_anything_starts(board: Path, story: str, said: str) -> None:
    code, _, err = told(board, story)
    assert code == 2
    assert said in err
    assert "is up" not in err and "Traceback" not in err


def test_no_story_is_played_without_a_service_that_is_broken(board: Path) -> None:
    skerry("generate", "all", str(board), "--write")
    (board / "services/note-service/src/note_service/behaviour.py").write_text("import nothing_of_that_name\n")
    code, out, err = told(board, "story: s\nsteps:\n  - { say: x, call: GET /v1/notes }\n")
    assert (code, out) == (1, "")
    assert "the story is not played without note-service" in err
    assert "ModuleNotFoundError: No module named 'nothing_of_that_name'" in err


def test_no_story(board: Path) -> None:
    ran = skerry("run", str(board), "--story", "--gateway", "python", "--bus", "sqlite")
    assert ran.returncode == 2
    assert "story.yaml: No such file or directory: a story beside the model is called story.yaml" in ran.stderr
