"""The workflows as GitHub would read them: least rights, pinned actions, nothing without an end, no outside text in a command."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from skerry.generate.generator import Asked
from skerry.generate.pipelines import GENERATOR
from skerry.generate.pipelines.order import called_first
from skerry.model import load

EXAMPLES = Path(__file__).parents[3] / "examples"
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


@pytest.fixture(scope="module", params=["shop", "clinic"])
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    (tree,) = GENERATOR.generate(load(EXAMPLES / request.param).system, Asked()).trees
    return dict(tree.files)


def jobs(files: dict[str, str]) -> dict[str, Any]:
    workflows = {path: yaml.safe_load(text) for path, text in files.items() if path.startswith("workflows/")}
    assert all(each["permissions"] == {} and each["concurrency"] for each in workflows.values())
    return {f"{path}:{name}": job for path, each in workflows.items() for name, job in each["jobs"].items()}


def test_each_job_has_its_rights_and_an_end(files: dict[str, str]) -> None:
    for name, job in jobs(files).items():
        assert "permissions" in job, name
        assert "uses" in job or job["timeout-minutes"] <= 180, name
        writing = {right for right, level in job["permissions"].items() if level == "write"}
        assert writing <= ({"packages", "id-token"} if name.endswith(":image") else {"contents"}), name
        assert not writing or name.rpartition(":")[2].startswith(("image", "deploy-", "record")), name


def test_actions_of_others_are_pinned_by_commit(files: dict[str, str]) -> None:
    lines = [line for path, text in files.items() if path.startswith("workflows/") for line in text.splitlines()]
    used = [line for line in lines if re.search(r"\buses: ", line) and "./.github/" not in line]
    assert len(used) > 10 and [line for line in used if not PINNED.search(line)] == []


def test_nothing_from_outside_is_text_of_a_command(files: dict[str, str]) -> None:
    commands = [step["run"] for job in jobs(files).values() for step in job.get("steps", ()) if "run" in step]
    assert len(commands) > 8 and not [each for each in commands if "${{" in each]


def test_nothing_is_deployed_that_was_not_judged(files: dict[str, str]) -> None:
    """A job that had nothing to do is skipped, and so is one that waited for one that failed: each has to be asked itself."""
    found = jobs(files)
    for name, job in found.items():
        if ":deploy-" in name or name.endswith(":image"):
            assert {"affected", "model", "contracts", "test"} <= set(job["needs"]), name
            assert "!contains(needs.*.result, 'failure')" in job["if"] and "'refs/heads/main'" in job["if"], name


def test_an_environment_follows_the_one_before(files: dict[str, str]) -> None:
    found = [job for name, job in jobs(files).items() if ":deploy-" in name]
    names = [job["with"]["environment"] for job in found]
    assert [job["with"]["before"] for job in found] == ["", *names[:-1]][: len(names)]
    assert all(f"deploy-{before}" in job["needs"] for before, job in zip(names, found[1:], strict=False))


def test_circles_have_an_order_as_well() -> None:
    assert called_first("abcd", {"a": "b", "b": "c", "c": "a", "d": "dd"}) == ("c", "b", "a", "d")
