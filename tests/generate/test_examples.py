"""What is generated for the shop (the record is in git) and for the clinic: as a reviewer wants it, and the same every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest

from skerry.workbench.generate import generate_plan
from skerry_runtime import spec

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples/shop"
ALWAYS = ("order", "inventory")
SERVICES = sorted(path.name for path in (SHOP / "services").iterdir() if path.is_dir())
TRIED = SERVICES if os.environ.get("SKERRY_TEST_ALL_SERVICES") else [f"{name}-service" for name in ALWAYS]


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, **environment}
    return subprocess.run(command, cwd=cwd, env=told, capture_output=True, text=True, check=False)


def tool(name: str, *arguments: str, cwd: Path, **environment: str) -> str:
    """What a tool of the environment complains of."""
    ran = run(sys.executable, "-m", name, *arguments, cwd=cwd, **environment)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_the_shop_is_as_it_is_generated():
    """`skerry generate all examples/shop --write` writes it again."""
    planned = generate_plan(SHOP, SHOP)
    assert planned.sound and not planned.conflicts
    assert {path: fate for plan in planned.plans.values() for path, fate in plan.fates.items() if plan.changes} == {}


def generated(out: Path, seed: str) -> dict[Path, bytes]:
    """What a process of its own writes for the clinic."""
    command = [sys.executable, "-m", "skerry", "generate", "all", "examples/clinic", "--write", "--out", str(out)]
    ran = run(*command, PYTHONHASHSEED=seed)
    assert ran.returncode == 0, ran.stderr
    return {each.relative_to(out): each.read_bytes() for each in out.rglob("*") if each.is_file()}


def test_the_same_model_gives_the_same_bytes(tmp_path: Path):
    first, second = generated(tmp_path / "a", "0"), generated(tmp_path / "b", "4711")
    assert len(first) > 100 and first == second


def test_services_are_formatted_and_clean_by_their_own_settings(clinic: Path):
    services = sorted((clinic / "services").iterdir())
    assert len(services) == 10
    for service in services:
        assert tool("ruff", "format", "--check", "--no-cache", ".", cwd=service) == ""
        assert tool("ruff", "check", "--no-cache", ".", cwd=service) == ""


def test_no_line_of_code_is_longer_than_a_screen(clinic: Path):
    files = [*clinic.rglob("*.py"), *(SHOP / "services").rglob("*.py")]
    lines = [(f"{path}:{at}", line) for path in files for at, line in enumerate(path.read_text().splitlines(), 1)]
    assert len(files) > 200 and [where for where, line in lines if len(line) > 120] == []


def test_services_are_strictly_typed(clinic: Path, tmp_path: Path):
    services = [*(SHOP / "services").iterdir(), *(clinic / "services").iterdir()]
    sources = [str(service / "src") for service in services if (service / "src").is_dir()]
    packages = [str(package) for source in sources for package in Path(source).iterdir() if package.is_dir()]
    path = os.pathsep.join([*sources, str(ROOT / "src")])
    assert len(packages) == 17
    strict = ["--strict", "--config-file=", f"--cache-dir={tmp_path}"]
    assert tool("mypy", *strict, *packages, cwd=tmp_path, MYPYPATH=path) == ""


def slices(clinic: Path) -> list[Path]:
    return sorted([*(SHOP / "services").rglob("src/*/service.json"), *clinic.rglob("src/*/service.json")])


def test_a_slice_is_what_the_runtime_expects(clinic: Path):
    validator = jsonschema_rs.validator_for(spec.schema())
    assert len(slices(clinic)) == 17
    for path in slices(clinic):
        assert spec.load(path).schema == spec.SCHEMA
        assert [error.message for error in validator.iter_errors(json.loads(path.read_text()))] == []


def test_a_key_that_nobody_knows_is_refused(tmp_path: Path):
    slice_ = json.loads((SHOP / "services/order-service/src/order_service/service.json").read_text())
    slice_["operations"][0]["timeuot"] = 1.0
    (tmp_path / "service.json").write_text(json.dumps(slice_))
    with pytest.raises((msgspec.ValidationError, ValueError), match="timeuot"):
        spec.load(tmp_path / "service.json")
    assert not jsonschema_rs.is_valid(spec.schema(), slice_)


@pytest.mark.parametrize("service", TRIED)
def test_the_tests_of_a_service_pass_as_a_user_runs_them(service: str):
    """SKERRY_TEST_ALL_SERVICES=1 tries all seven."""
    assert tool("pytest", "-q", "-p", "no:cacheprovider", cwd=SHOP / "services" / service, PYTHONPATH="src") == ""
