"""A comparison loads what it needs: the front end that claims a file, and no other; the model only where one is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = {
    "a.json": """{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}""",
    "a.yaml": "asyncapi: 3.0.0\ninfo: { title: A, version: '1' }\n",
    "schema.json": """{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}""",
    "a.graphql": "type Query { a: Int }\n",
    "a.proto": 'syntax = "proto3";\npackage a.v1;\nmessage A {}\n',
}
NEEDED = {"a.graphql": "graphql", "a.proto": "google.protobuf"}
HEAVY = ("graphql", "google.protobuf", "skerry.model", "skerry.contracts.diff.openapi.catalogue", "importlib.metadata")


@pytest.mark.parametrize("name", SAMPLES)
def test_only_what_claims_a_file_is_loaded(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(SAMPLES[name])
    asked = ["contracts", "diff", str(path), str(path), "--format", "json"]
    program = f"import sys\nfrom skerry.cli import main\nprint(main({asked!r}), *sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    status, *loaded = done.stderr.split()
    assert status == "0"
    tolerated = {NEEDED.get(name), "importlib.metadata" if name == "schema.json" else None}
    if name == "a.proto":
        tolerated.add("importlib.metadata")  # asked for by grpcio
    assert {each for each in HEAVY if each in loaded} <= tolerated
    assert NEEDED.get(name, status) in (*loaded, status)
