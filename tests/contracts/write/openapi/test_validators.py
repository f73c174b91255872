"""The documents of the examples, held against the validators and linters that others use."""

import copy
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from skerry.contracts.write.openapi import document, write
from skerry.model.load import load

ROOT = Path(__file__).parents[4]
validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator is not installed")

TOOLS = ("@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3")


def documents(dialect: str) -> dict[str, dict]:
    return {
        f"{service.name}.{version.name}": document(system, service, version, dialect)
        for system in (load(ROOT / "examples" / name).system for name in ("shop", "clinic"))
        for service in system.services.values()
        for version in service.api.versions.values()
    }


@pytest.mark.parametrize("dialect", ["3.1", "3.2"])
def test_openapi_spec_validator(dialect: str):
    for name, found in documents(dialect).items():
        checker = validator.OpenAPIV31SpecValidator if dialect == "3.1" else validator.OpenAPIV32SpecValidator
        assert [error.message for error in checker(found).iter_errors()] == [], name


def test_the_validator_sees_what_is_wrong():
    found = copy.deepcopy(documents("3.1")["order-service.v2"])
    del found["info"]["title"]
    assert list(validator.OpenAPIV31SpecValidator(found).iter_errors())


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here")
    folder = tmp_path_factory.mktemp("npm")
    try:
        done = subprocess.run(
            [npm, "install", "--silent", "--no-audit", "--no-fund", *TOOLS], cwd=folder, check=False,
            capture_output=True, timeout=300,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not install Redocly and Spectral within five minutes")
    if done.returncode:
        pytest.skip(f"npm can't install Redocly and Spectral: {done.stderr[-200:]!r}")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("documents")
    for name in ("shop", "clinic"):
        for file, text in write(load(ROOT / "examples" / name).system).items():
            (folder / file).write_text(text)
    (folder / "broken").mkdir()
    broken = (
        (folder / "order-service.v2.yaml")
        .read_text()
        .replace('#/components/schemas/Order"', '#/components/schemas/Gone"')
    )
    (folder / "broken" / "broken.yaml").write_text(broken)
    return [*sorted(folder.glob("*.yaml")), folder / "broken" / "broken.yaml"]


@pytest.mark.slow
def test_redocly(tools: Path, written: list[Path]):
    *good, broken = written
    tool = tools / "node_modules" / ".bin" / "redocly"
    lint = [tool, "lint", "--extends=recommended", "--format=github-actions"]
    said = subprocess.run([*lint, *good], cwd=tools, capture_output=True, text=True, check=False)
    assert (said.returncode, "::error" in said.stdout, "::warning" in said.stdout) == (0, False, False), said.stdout
    assert subprocess.run([*lint, broken], cwd=tools, capture_output=True, check=False).returncode == 1


@pytest.mark.slow
def test_spectral(tools: Path, written: list[Path]):
    *good, broken = written
    (tools / "rules.yaml").write_text('extends: ["spectral:oas"]\n')
    lint = [tools / "node_modules" / ".bin" / "spectral", "lint", "-q", "-r", "rules.yaml", "-f", "json"]
    said = subprocess.run([*lint, *good], cwd=tools, capture_output=True, text=True, check=False)
    assert json.loads(said.stdout) == []
    assert subprocess.run([*lint, broken], cwd=tools, capture_output=True, check=False).returncode == 1
