"""The import contracts hold, and each is seen to fail: a guard nobody has seen bark may be a picture of a dog."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from skerry.rules.catalogue import families

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {contract["id"]: contract["name"] for contract in SETTINGS["tool"]["importlinter"]["contracts"]}

# For each contract, offences against it: a file below src, and what is written at its end.
OFFENCES = {
    "floors": [
        ("skerry/kernel/span.py", "import skerry.facts"),
        ("skerry/facts/__init__.py", "import skerry.model"),
        ("skerry/extra/__init__.py", ""),  # a new folder has to say which floor it is
    ],
    "acyclic": [("skerry/kernel/span.py", "import skerry.kernel.problem")],
    "runtime": [
        ("skerry_runtime/__init__.py", "import skerry.kernel.span"),
        ("skerry/kernel/span.py", "import skerry_runtime"),
    ],
    "runtime-floors": [
        ("skerry_runtime/spec.py", "import skerry_runtime.operations"),
        ("skerry_runtime/extra/__init__.py", ""),  # a new room has to say whom it may know
    ],
    "read-model": [("skerry/read/roots.py", "import skerry.model")],
    "rule-families": [("skerry/rules/data/shared_database.py", "import skerry.rules.events")],
    "door-tree-sitter": [
        ("skerry/read/roots.py", "import tree_sitter"),
        ("skerry/read/frameworks/__init__.py", "from tree_sitter_go import language"),
    ],
    "door-sqlglot": [
        ("skerry/read/roots.py", "import sqlglot"),
        ("skerry/model/__init__.py", "from sqlglot import exp"),
    ],
    "door-yaml": [("skerry/read/roots.py", "import yaml"), ("skerry/cli/doctor.py", "def f():\n    import yaml")],
    "door-graphql": [
        ("skerry/workbench/explain.py", "import graphql"),
        ("skerry/contracts/diff/run.py", "from graphql import parse"),
    ],
    "door-protobuf": [
        ("skerry/contracts/diff/run.py", "from google.protobuf import descriptor_pb2"),
        ("skerry/cli/doctor.py", "def f():\n    import grpc_tools"),
    ],
    "door-grpc": [
        ("skerry_runtime/service/edge.py", "import grpc"),
        ("skerry_runtime/faces/asking.py", "def f():\n    from grpc_health.v1 import health_pb2"),
        ("skerry/workbench/doctor.py", "import grpc_reflection"),
    ],
    "door-schemathesis": [
        ("skerry/contracts/advice.py", "import schemathesis"),
        ("skerry/workbench/contracts_verify.py", "def f():\n    from schemathesis import openapi"),
        ("skerry/contracts/verify/run.py", "import hypothesis"),
    ],
    "door-dbos": [
        ("skerry_runtime/saga/course.py", "import dbos"),
        ("skerry_runtime/saga/journal/engine.py", "def f():\n    from dbos import DBOS"),
    ],
    "door-numbers": [
        ("skerry/read/roots.py", "import numpy"),
        ("skerry/render/style.py", "import scipy.sparse"),
        ("skerry/workbench/doctor.py", "import graspologic_native"),
    ],
    "door-nats": [
        ("skerry_runtime/bus/nats_group.py", "import nats"),
        ("skerry_runtime/store/relay.py", "from nats.js import api"),
    ],
    "door-rabbitmq": [
        ("skerry_runtime/bus/rabbitmq_joining.py", "import aiormq"),
        ("skerry_runtime/store/relay.py", "from pamqp import commands"),
    ],
    "door-kafka": [
        ("skerry_runtime/bus/kafka_place.py", "import confluent_kafka"),
        ("skerry_runtime/store/relay.py", "from confluent_kafka import Producer"),
    ],
    "door-tokens": [
        ("skerry/run/trust.py", "from joserfc import jwt"),
        ("skerry_runtime/service/perform.py", "import casbin"),
    ],
    "door-cryptography": [
        ("skerry_runtime/identity/contexts.py", "import cryptography"),
        ("skerry/run/parts/identities.py", "def f():\n    from cryptography import x509"),
    ],
    "door-cel": [
        ("skerry/rules/run.py", "import cel"),
        ("skerry/workbench/manifests.py", "def f():\n    import kubernetes_validate"),
    ],
    "door-telemetry": [
        ("skerry_runtime/bus/port.py", "from opentelemetry import trace"),
        ("skerry/workbench/doctor.py", "import opentelemetry.proto"),
    ],
}


def lint(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_every_grammar_has_the_door_of_tree_sitter() -> None:
    contracts = {contract["id"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
    needed = (re.match(r"tree-sitter[\w-]*", name) for name in SETTINGS["project"]["dependencies"])
    assert {found[0].replace("-", "_") for found in needed if found} == set(
        contracts["door-tree-sitter"]["protected_modules"]
    )


def test_every_family_of_rules_is_held_apart() -> None:
    contract = next(each for each in SETTINGS["tool"]["importlinter"]["contracts"] if each["id"] == "rule-families")
    assert set(contract["modules"]) == {module.__name__ for module in families().values()}


def test_every_contract_has_an_offence() -> None:
    assert set(OFFENCES) == set(CONTRACTS)


@pytest.mark.parametrize(
    ("contract", "path", "line"), [(contract, *offence) for contract, all_of in OFFENCES.items() for offence in all_of]
)
def test_a_contract_is_broken_by_an_offence(contract: str, path: str, line: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    offender = tmp_path / "src" / path
    offender.parent.mkdir(exist_ok=True)
    with offender.open("a") as file:
        file.write(f"\n{line}\n")
    done = lint(tmp_path, "--contract", contract)
    assert done.returncode != 0
    assert f"{CONTRACTS[contract]} BROKEN" in done.stdout
