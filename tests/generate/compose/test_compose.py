"""The compose file of the examples: the same system as on a cluster, no more rights than needed, secrets that no file of ours has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from skerry.generate.compose import GENERATOR
from skerry.generate.generator import Asked
from skerry.generate.workloads import passages
from skerry.model import load
from skerry.model.system import System
from skerry.workbench.drift import Asked as Sides
from skerry.workbench.drift import drift

EXAMPLES = Path(__file__).parents[3] / "examples"
PARTS = {"postgres", "nats", "rabbitmq", "kafka"}
WRITES = {"rabbitmq", "kafka"}  # their own configuration, when they start


@pytest.fixture(scope="module", params=["shop", "clinic"])
def system(request: pytest.FixtureRequest) -> System:
    return load(EXAMPLES / request.param).system


@pytest.fixture(scope="module")
def files(system: System) -> dict[str, str]:
    (tree,) = GENERATOR.generate(system, Asked()).trees
    return dict(tree.files)


@pytest.fixture(scope="module")
def document(files: dict[str, str]) -> Any:
    return yaml.safe_load(files["compose.yaml"])


def test_nobody_reaches_more_than_the_model_says(system: System, document: Any) -> None:
    """A network leads to one callee: whoever shares one with it calls it, and whoever calls it shares one."""
    networks = {name: each["networks"] for name, each in document["services"].items()}
    wanted = {(way.source, way.target) for way in passages(system) if {way.source, way.target} <= set(networks)}
    for caller, callee in wanted:
        assert callee in networks[caller], (caller, callee)
    shared = {(name, network) for name, each in networks.items() for network in each if network in networks}
    assert {pair for pair in shared if pair[0] != pair[1]} <= wanted | {(name, "postgres") for name in networks}
    inner = {name for name, each in document["networks"].items() if each.get("internal")}
    assert inner == set(document["networks"]) - {"outside"}


def test_no_container_may_do_more_than_its_work(document: Any) -> None:
    for name, each in document["services"].items():
        assert "no-new-privileges:true" in each["security_opt"], name
        assert each["cap_drop"] == ["ALL"] and (each.get("read_only") or name in WRITES), name
        assert name in PARTS or each["user"] == "10001:10001"
        assert all(port.startswith("127.0.0.1:") for port in each.get("ports", ())), name


def test_nobody_is_believed_to_be_a_peer_where_there_is_no_mesh(document: Any) -> None:
    assert not [name for name, each in document["services"].items() if "SKERRY_PEER" in each.get("environment", {})]


def test_whatever_is_named_is_there(document: Any) -> None:
    for name, each in document["services"].items():
        assert set(each["networks"]) <= set(document["networks"]), name
        assert set(each.get("depends_on", ())) <= set(document["services"]), name
        secrets = [row if isinstance(row, str) else row["source"] for row in each.get("secrets", ())]
        assert set(secrets) <= set(document["secrets"]), name
        targets = {row["target"] for row in each.get("secrets", ()) if isinstance(row, dict)}
        named = {
            value for key, value in each.get("environment", {}).items() if str(value).startswith("/var/run/secrets/")
        }
        assert named <= targets, name
        volumes = {row.partition(":")[0] for row in each.get("volumes", ()) if not row.startswith("./")}
        assert volumes <= set(document["volumes"]), name


def test_secrets_are_made_once_and_agree(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    before: dict[str, str] = {}
    for _ in range(2):
        ran = subprocess.run([sys.executable, "secrets.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
        found = {each.name: each.read_text() for each in (tmp_path / "secrets").iterdir()}
        assert not before or before == found
        before = found
    missing = [name for name, text in before.items() if not text]
    assert ran.returncode == bool(missing) and all(f"{name}: " in ran.stdout for name in missing)
    passwords = {name: text for name, text in before.items() if name.endswith("-password") and text}
    assert len(set(passwords.values())) == len(passwords)
    for line in files["databases.sh"].splitlines():
        if line.startswith("database "):
            _, database, role, password = line.split()
            assert before[role].endswith(f"://{role}:{passwords[password]}@postgres:5432/{database}")
    assert {each["name"] for each in json.loads(files["secrets.json"])} == set(before)
    assert subprocess.run(["sh", "-n", "databases.sh"], cwd=tmp_path, check=False).returncode == 0


def test_what_it_says_is_what_the_model_says() -> None:
    """The compose file alone, as the only deployment that is looked at."""
    found = drift(Sides(EXAMPLES / "shop", deployment="compose"))
    assert not found.differences
