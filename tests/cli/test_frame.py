"""The frame around the commands: exit codes, usage errors, colour, and what is said when something breaks."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from skerry import __version__
from skerry.cli import commands, entrance, explain, main
from skerry.cli.arguments import Parser, add_bounds, parser_of
from skerry.cli.commands import COMMANDS, Command
from skerry.cli.progress import progress
from skerry.cli.terminal import Terminal, open_terminal
from skerry.kernel.event import Progressed, silent

ROOT = Path(__file__).parents[2]
HEAVY = {"yaml", "numpy", "scipy", "sqlglot", "tree_sitter", "msgspec", "graspologic_native", "jsonschema_rs"}


ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(argument: str) -> None:
    probe = f"import sys; from skerry.cli import main; code = main([{argument!r}]); print(code, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False, env=ENVIRONMENT)
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert "skerry.cli.entrance" in modules
    assert not HEAVY & set(modules)
    assert not {command.module for command in COMMANDS} & set(modules)


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_take_under_100_ms_of_cpu(argument: str) -> None:
    assert min(_cpu_of(argument) for _ in range(7)) <= 0.100


def _cpu_of(argument: str) -> float:
    installed = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    subprocess.run([sys.executable, "-m", "skerry", argument], stdout=subprocess.DEVNULL, check=True, env=installed)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def test_bounds() -> None:
    parser = Parser()
    add_bounds(parser)
    assert parser.parse_args([]).limit is None
    args = parser.parse_args(["--limit", "3", "--offset", "6", "--fields", "name, kind,"])
    assert (args.limit, args.offset, args.fields) == (3, 6, ("name", "kind"))


@pytest.mark.parametrize("value", ["-1", "many", "1.5"])
def test_a_bound_that_is_no_count_is_a_usage_error(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="skerry x")
    add_bounds(parser)
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args([f"--limit={value}"])
    assert f"{value!r} is not a whole number from 0 on" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"skerry {__version__}\n"


def test_the_overview_lists_every_command_and_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {command.verb} " in text and command.about in text for command in COMMANDS)
    assert all(f"\n  {code} " in text for code in (0, 1, 2, 3, 130))


def test_no_command_is_a_usage_error_that_shows_the_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage:" in capsys.readouterr().err


def test_an_unknown_verb_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docter"]) == 2
    assert capsys.readouterr().err == "skerry: there is no command 'docter'. Did you mean 'skerry doctor'?\n"
    assert main(["zzz"]) == 2
    assert "'skerry --help' lists the commands" in capsys.readouterr().err


def test_an_unknown_option_is_one_line_and_the_way_to_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--no-such"]) == 2
    assert capsys.readouterr().err == (
        "skerry doctor: unrecognized arguments: --no-such\nTry 'skerry doctor --help'.\n"
    )


@pytest.mark.parametrize("line", [["--color", "always", "explain"], ["explain", "--color", "always"]])
def test_shared_options_stand_before_or_after_the_verb(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line, "--help"]) == 0
    assert "usage: skerry explain" in capsys.readouterr().out


def test_every_command_has_both_functions_and_a_docstring_with_its_own_help() -> None:
    for command in COMMANDS:
        module = __import__(command.module, fromlist=["run"])
        assert callable(module.arguments)
        assert callable(module.run)
        assert module.__doc__
    assert [c.verb for c in COMMANDS] == list(dict.fromkeys(c.verb for c in COMMANDS))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.verb)
def test_the_examples_of_a_command_are_accepted_by_it(command: Command) -> None:
    parser = parser_of(command)
    examples = re.findall(r"^  skerry ([^#\n]*)", parser.description or "", re.MULTILINE)
    assert examples
    for example in examples:
        assert example.startswith(command.verb)
        parser.parse_args(shlex.split(example.removeprefix(command.verb)))


def test_commands_of_a_purpose_stand_together() -> None:
    purposes = [c.purpose for c in COMMANDS]
    groups = [p for p, before in zip(purposes, [None, *purposes], strict=False) if p != before]
    assert len(groups) == len(set(groups))


def test_an_unforeseen_error_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(args: object, terminal: object) -> int:
        raise ValueError("two\nlines")

    monkeypatch.setattr(explain, "run", fails)
    assert main(["explain"]) == 3
    said = capsys.readouterr().err
    assert said == "skerry: internal error: ValueError: two lines (please report it; --debug shows the traceback)\n"
    assert main(["explain", "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(args: object, terminal: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(explain, "run", interrupted)
    assert main(["explain"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("line", [["--help"], ["doctor", "--help"], ["doctor"]])
def test_a_closed_pipe_is_quiet(line: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "skerry", *line],
        check=False,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_names_that_the_terminal_cannot_write_are_escaped() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "skerry", "explain", "Größe→"],
        check=False,
        capture_output=True,
        env=ENVIRONMENT | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 2
    assert b"Gr\\xf6\\xdfe" in done.stderr


class _Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("when", "environment", "tty", "coloured"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {}, True, False),
    ],
)
def test_colour(
    when: str, environment: dict[str, str], tty: bool, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", _Tty() if tty else io.StringIO())
    assert open_terminal(when, environment).colour is coloured


def test_progress_is_drawn_for_a_person_and_gone_at_the_end() -> None:
    terminal = Terminal(io.StringIO(), io.StringIO(), is_tty=True)
    with progress(terminal) as listener:
        listener(Progressed("reading", 1, 4))
    said = terminal.stderr.getvalue()  # type: ignore[attr-defined]
    assert "reading  1 of 4  25 %" in said
    assert said.endswith("\r\x1b[K")


def test_progress_says_nothing_to_a_file() -> None:
    with progress(Terminal(io.StringIO(), io.StringIO())) as listener:
        assert listener is silent


def test_the_table_is_the_one_that_the_entrance_uses() -> None:
    assert entrance.COMMANDS is commands.COMMANDS
