"""Parts that do not start: the others run, and what is wrong is said in a line; code that changes while it runs."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from tests.run.system import BOARD, PLAIN, copied, running, skerry, until

BEHAVIOUR = "services/note-service/src/note_service/behaviour.py"


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return copied(BOARD, tmp_path / "board")


def changed(board: Path, old: str, new: str) -> None:
    model = board / "board.arch.yaml"
    assert old in model.read_text()
    model.write_text(model.read_text().replace(old, new))


def other(name: str, command: str) -> str:
    return f"  {name}:\n    context: board\n    runs: {{ command: {command}, port: 8081, language: x }}\n    api: ./echo.openapi.yaml\n"


def test_what_does_not_start_is_said_and_the_rest_runs(board: Path, tmp_path: Path) -> None:
    services = other("node-service", "node server.mjs") + other("strange-service", "no-such-program --serve")
    services += other("closed-service", "./echo.py") + other("failing-service", "python3 failing.py")
    changed(board, "\ntypes:", f"\n{services}\ntypes:")
    (board / "failing.py").write_text("print('the answer is not 42')\nraise SystemExit(7)\n")
    (tmp_path / "empty").mkdir()
    with running(board, *PLAIN, "--quiet", PATH=str(tmp_path / "empty")) as system:
        installs = "install Node.js (https://nodejs.org/en/download)"
        for name, why in {
            "node-service": f"it is started by `node`, which is not installed: {installs}",
            "strange-service": "it is started by `no-such-program`, which is not installed",
            "closed-service": "`./echo.py` can't be started: Permission denied",
        }.items():
            assert re.search(rf"^{name} +✗ given up: {re.escape(why)}$", system.said, re.MULTILINE), system.said
            assert f"without {name}: {why}\n" in system.said
            assert system.parts()[name]["why"] == why
        assert "without failing-service: ended with 7 — the answer is not 42\n" in system.said
        assert "board is up" in system.said and "3 of 7 parts" in system.said
        assert system.request("POST", "/v1/notes", {"text": "hello"})[0] == 201
        assert system.ask("ps").returncode == 1
        again = system.ask("restart", "failing-service")
        assert again.stderr == "skerry: failing-service does not start: ended with 7: the answer is not 42\n"


def test_code_with_an_error_in_it_and_code_that_changes(board: Path) -> None:
    generated = skerry("generate", "all", str(board), "--write")
    assert generated.returncode == 0, generated.stderr
    good = (board / BEHAVIOUR).read_text()
    (board / BEHAVIOUR).write_text("def broken(\n")
    with running(board, *PLAIN, "--quiet", "--reload") as system:
        assert "2 of 3 parts" in system.said
        assert "without note-service: ended with 1 — SyntaxError: '(' was never closed" in system.said
        assert "frozen importlib" not in system.said
        others = {name: part["pid"] for name, part in system.parts().items() if name != "note-service"}
        (board / BEHAVIOUR).write_text(good)
        first = system.ready("note-service")["pid"]
        (board / BEHAVIOUR).write_text(f"{good}\nraise ValueError('thirteen')\n")
        until(lambda: "ValueError: thirteen" in system.said, "a change that breaks is shown")
        assert system.parts()["note-service"]["tail"][-1] == "ValueError: thirteen"
        (board / BEHAVIOUR).write_text(f"{good}\n# done\n")
        system.ready("note-service", first)
        assert {name: part["pid"] for name, part in system.parts().items() if name in others} == others
        assert until(lambda: system.request("POST", "/v1/notes", {"text": "hello"})[0] == 201)


def test_a_model_with_errors_and_no_model(board: Path, tmp_path: Path) -> None:
    changed(board, "context: board", "context: bord")
    ran = skerry("run", str(board), *PLAIN)
    assert ran.returncode == 2 and "has errors: `skerry check" in ran.stderr
    (tmp_path / "nothing").mkdir()
    for place in ("nothing", "nowhere"):
        ran = skerry("run", str(tmp_path / place))
        assert ran.returncode == 2 and "`skerry init` writes a first model" in ran.stderr
    assert not list((tmp_path / "nothing").iterdir()), "nothing is left where nothing was run"


def test_a_port_that_is_taken(board: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = skerry("run", str(board), *PLAIN, "--port", str(taken.getsockname()[1]))
    assert ran.returncode == 2, ran.stderr
    assert "skerry run: gateway does not run: " in ran.stderr and "address already in use" in ran.stderr
    assert "Traceback" not in ran.stderr.partition("skerry run:")[2]
