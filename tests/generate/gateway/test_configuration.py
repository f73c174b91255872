"""The gateway's configuration as it is generated for the examples: byte for byte as reviewed, and Envoy takes it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from skerry.generate.gateway import gateway
from skerry.generate.generator import Asked
from skerry.model.load import load, load_texts
from skerry.run.issuer import Issuer
from skerry.run.parts.envoy import Envoy, binary
from skerry.run.parts.identities import Identities, Names
from skerry.run.place import Place
from skerry.run.trust import Trust

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "gateway"
EXAMPLES = ("shop", "clinic")


def generated(example: str) -> dict[str, str]:
    (tree,) = gateway(load(ROOT / "examples" / example).system, Asked()).trees
    return dict(tree.files)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_configuration_of_the_examples(example: str):
    found, folder = generated(example), GOLDEN / example
    if os.environ.get("GOLDEN") == "write":
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.items():
            (folder / name).write_text(text)
    assert found == {file.name: file.read_text() for file in sorted(folder.iterdir())}
    assert generated(example) == found


@pytest.mark.skipif(not binary(), reason="Envoy is not installed: the extra `gateway`")
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize(
    ("telemetry", "believed", "mtls"),
    [
        ("", True, False),
        ("", False, False),
        ("http://127.0.0.1:4318", True, False),
        ("http://127.0.0.1:4318", False, False),
        ("", False, True),
        ("", True, True),
    ],
)
def test_envoy_takes_it(example: str, telemetry: str, believed: bool, mtls: bool, tmp_path: Path):
    for name, text in generated(example).items():
        (tmp_path / name).write_text(text)
    place = Place(tmp_path / "run")
    place.make()
    trust = Trust(Issuer.opened(place, example), ()) if believed else None
    if trust:
        trust.url = "http://127.0.0.1:4319/jwks.json"
    identities = None
    if mtls:
        identities = Identities(place.identity, Names("shop.local", "shop", ["gateway"]), place.log("identity"))
        asyncio.run(identities.start())
    (program, *_), _ = Envoy(tmp_path / "envoy.json", place, 0, telemetry, trust, identities).command()
    path = place.folder / "envoy.json"
    assert "{{" not in path.read_text()
    assert ("filters.http.jwt_authn.v3" in path.read_text()) == believed
    done = subprocess.run(
        [program, "--mode", "validate", "-c", str(path), "--log-level", "warning"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "warning" not in done.stderr  # nothing of it is deprecated


@pytest.mark.parametrize("example", EXAMPLES)
def test_only_addresses_are_left_open(example: str):
    left = set(re.findall(r"\{\{(.*?)\}\}", generated(example)["envoy.json"]))
    sockets = {f"{name}-{part}" for name in ("listen", "admin", "traces", "keys") for part in ("address", "port")}
    told = {"traces-url", "endpoints", "access-log", "issuer", "audience", "keys-url", "keys-kept", "secrets", "names"}
    assert left == sockets | told
    secrets = generated(example)["envoy.certificate.json"] + generated(example)["envoy.bundle.json"]
    assert set(re.findall(r"\{\{(.*?)\}\}", secrets)) == {"identity"}


MODEL = """
arch: 1
system: s
contexts: {{ a: {{ kind: core }} }}
services:
  a-service:
    context: a
    owns: [Thing]
    api:
      v2:
        GET /things/{{id}}: get -> Thing
        POST /things: add(Thing) -> 201 Thing
      v1: {{ like: v2 }}
  b-service:
    context: a
    owns: [Other]
    api:
      {version}:
        GET /things/{{other}}: get -> Other
types: {{ a: {{ Thing: {{ id: uuid }}, Other: {{ id: uuid }} }} }}
policies: {{ versions: {{ by: {by} }} }}
"""


@pytest.mark.parametrize(
    ("by", "version", "short"), [("url", "v1", False), ("url", "v3", True), ("header", "v3", False)]
)
def test_a_path_that_two_services_have_needs_the_name_of_one(by: str, version: str, short: bool):
    loaded = load_texts([("s.arch.yaml", MODEL.format(by=by, version=version))])
    assert loaded.sound, loaded.problems
    (tree,) = gateway(loaded.system, Asked()).trees
    routes = json.loads(tree.files["gateway.json"])["routes"]
    (other,) = (each for each in routes if each["service"] == "b-service")
    assert other["short"] is short
    assert all(each["short"] for each in routes if each["method"] == "POST")
